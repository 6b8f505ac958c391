package dev.foldd.ops.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import dev.foldd.fault.FaultException;
import dev.foldd.json.JsonException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A throwable as the log may show it: the names of its classes and the places in the code, and no messages.
 *
 * <p>The operator needs the cause, but messages are written by drivers and libraries for whoever holds the data anyway:
 * they quote statements, values, rows, connection strings with passwords, tokens. The log goes to other people and
 * other machines and lives longer, and nothing can tell a harmless message from another. Class names and frames are the
 * code's own words, and nearly always enough. The exceptions to this are classes whose messages are known to hold no
 * data: those that the virtual machine words itself, and ours that are made to be shown.
 */
final class Causes {

    /** By exact name: a subclass may say what it likes. */
    private static final Set<String> SAFE = Set.of(
            FaultException.class.getName(), JsonException.class.getName(),
            "java.lang.ArrayIndexOutOfBoundsException", "java.lang.StringIndexOutOfBoundsException",
            "java.lang.ArithmeticException", "java.lang.ArrayStoreException", "java.lang.ClassCastException",
            "java.lang.NegativeArraySizeException", "java.lang.OutOfMemoryError", "java.lang.StackOverflowError",
            "java.lang.NoClassDefFoundError", "java.lang.ClassNotFoundException", "java.lang.NoSuchMethodError",
            "java.lang.AbstractMethodError", "java.lang.UnsatisfiedLinkError",
            "java.util.ConcurrentModificationException", "java.net.BindException");

    private static final Pattern SQL_STATE = Pattern.compile("[0-9A-Z]{5}");

    /** Deep recursion and long chains must not make a line of megabytes. */
    private static final int FRAMES_MAX = 60;
    private static final int CAUSES_MAX = 6;
    private static final int MESSAGE_MAX = 1_000;

    private Causes() {
    }

    /** From the outermost to the root cause: {@code class}, {@code message} where it is safe, {@code frames}. */
    static List<Object> of(IThrowableProxy outermost) {
        List<Object> causes = new ArrayList<>();
        IThrowableProxy cause = outermost;
        while (cause != null && causes.size() < CAUSES_MAX && !cause.isCyclic()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("class", cause.getClassName());
            if (SAFE.contains(cause.getClassName()) && cause.getMessage() != null) {
                shown.put("message", LogLine.cut(cause.getMessage(), MESSAGE_MAX));
            }
            sqlCodes(cause, shown);
            shown.put("frames", frames(cause));
            causes.add(shown);
            cause = cause.getCause();
        }
        return causes;
    }

    /**
     * A database's codes say what went wrong without quoting anything: the standard's five characters, the vendor's
     * number.
     */
    private static void sqlCodes(IThrowableProxy cause, Map<String, Object> shown) {
        if (cause instanceof ThrowableProxy proxy && proxy.getThrowable() instanceof SQLException failure) {
            if (failure.getSQLState() != null && SQL_STATE.matcher(failure.getSQLState()).matches()) {
                shown.put("sql_state", failure.getSQLState());
            }
            shown.put("vendor_code", failure.getErrorCode());
        }
    }

    /** The frames that a cause shares with what it caused stand there already. */
    private static List<Object> frames(IThrowableProxy cause) {
        StackTraceElementProxy[] all = cause.getStackTraceElementProxyArray();
        int own = Math.max(0, all.length - cause.getCommonFrames());
        List<Object> frames = new ArrayList<>();
        for (int i = 0; i < own && i < FRAMES_MAX; i++) {
            frames.add(all[i].getStackTraceElement().toString());
        }
        if (own > FRAMES_MAX) {
            frames.add("… " + (own - FRAMES_MAX) + " more");
        }
        return frames;
    }
}
