package dev.foldd.cli.part;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What to look at when a daemon cannot be spoken to. The system's own words say what happened, and not what to do. */
public final class Advice {

    private static final Pattern REFUSED = Pattern.compile("with HTTP (\\d{3})");
    /** How the client's sentences about a connection begin that has not come about. */
    private static final String CONNECTING = "cannot connect";
    private static final String LINE = "'foldd run' prints its address in the line 'listening rpc'";

    private Advice() {
    }

    /** What happened and, where that is known, what to do about it, in one sentence. */
    public static String on(URI url, IOException failure) {
        String what = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String advice = of(url, failure, what);
        return advice.isEmpty() ? what : what + "; " + advice;
    }

    /** What helps those whom the daemon does not believe. */
    public static String onProof() {
        return "'foldd token --sub ID --role ROLE' with the daemon's own --config or --data prints a token, --token takes it";
    }

    private static String of(URI url, IOException failure, String what) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        boolean tls = "wss".equalsIgnoreCase(url.getScheme());
        if (cause instanceof UnknownHostException) {
            return "no machine of that name is known here";
        }
        if (cause instanceof SocketTimeoutException && !what.startsWith(CONNECTING)) {
            return "--timeout waits longer";
        }
        if (cause instanceof NoRouteToHostException || cause instanceof SocketTimeoutException) {
            return "is the address right, and does nothing between here and there keep the port closed?";
        }
        if (cause instanceof ConnectException) {
            return "is the daemon running there, and on this port? " + LINE;
        }
        if (cause instanceof SSLException) {
            return ofTls(what);
        }
        Matcher refused = REFUSED.matcher(what);
        if (refused.find()) {
            return ofStatus(refused.group(1));
        }
        if (!tls && (cause instanceof EOFException || what.contains("does not speak HTTP") || what.contains("reset"))) {
            return "does the port speak TLS (then the address begins with wss://), or is it another server's? " + LINE;
        }
        return "";
    }

    private static String ofTls(String what) {
        if (what.contains("PKIX") || what.contains("trust")) {
            return "the certificate is of nobody who is trusted here: name its authority's file with --ca";
        }
        if (what.contains("subject alternative") || what.contains("No name matching")) {
            return "the certificate was made for another name than the one in --url";
        }
        return "does the port speak TLS at all? If its line 'listening rpc' says ws://, so must --url";
    }

    private static String ofStatus(String status) {
        if (status.equals("401") || status.equals("403")) {
            return "something in front of the daemon refuses, since its door refuses nobody before he has asked";
        }
        return List.of("429", "503").contains(status) ? "it has as many connections as it takes, or is stopping; try again later"
                : "this is not the door for requests; " + LINE;
    }
}
