package dev.foldd.daemon;

import dev.foldd.config.ConfigException;
import dev.foldd.fault.FaultException;
import dev.foldd.socket.file.SocketFileException;
import io.netty.channel.unix.Errors.NativeIoException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.util.List;

/** The machine keeps the daemon from starting, although its configuration is in order: a port is taken, for one. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StartException(String sentence) {
        super(sentence, null, false, false);
    }

    /**
     * Why a door cannot be opened: the address is not to be had, or the TLS files are none. Whatever else went wrong is
     * returned as it is.
     *
     * @param section where the door stands in the configuration
     */
    static RuntimeException ofDoor(String section, String host, int port, boolean tls, RuntimeException failure) {
        Throwable cause = rootOf(failure);
        if (cause instanceof SocketException || cause instanceof UnknownHostException || cause instanceof NativeIoException) {
            String reason = String.valueOf(cause.getMessage());
            return new StartException(section + ".port: cannot listen on " + host + ":" + port + ": "
                    + reason.substring(reason.lastIndexOf(": ") + 1).strip());
        }
        return tls ? new ConfigException(List.of(section + ".tls: cert_file and key_file do not hold a certificate and its"
                + " private key, both in PEM")) : failure;
    }

    /**
     * Why a Unix socket cannot be opened; whatever else went wrong is returned as it is.
     *
     * @param setting where it stands in the configuration
     */
    static RuntimeException ofSocket(String setting, RuntimeException failure) {
        Throwable cause = rootOf(failure);
        return cause instanceof SocketFileException || cause instanceof SocketException || cause instanceof NativeIoException
                ? new StartException(setting + ": " + cause.getMessage()) : failure;
    }

    /**
     * Why the database cannot be opened, in the words of SQLite or of the file system; whatever else went wrong is returned
     * as it is.
     */
    static RuntimeException ofDatabase(String file, RuntimeException failure) {
        Throwable root = rootOf(failure);
        String reason = root instanceof SQLException ? root.getMessage()
                : root instanceof FileSystemException ? root.getClass().getSimpleName() : null;
        return reason == null ? failure : new ConfigException(List.of("database.connection.path: '" + file
                + "' cannot be opened: " + reason));
    }

    /** Why a database server does not serve: by the kind of failure, since its text may hold what no log must. */
    static RuntimeException ofServer(String host, RuntimeException failure) {
        return new StartException("database.connection: the database on '" + host + "' cannot be used ("
                + rootOf(failure).getClass().getSimpleName() + "); is it there, and are user, password, database and ssl_mode"
                + " right?");
    }

    /** Why a bridge does not serve, in the words of the fault that it came to. */
    static RuntimeException ofBridge(String name, RuntimeException failure) {
        String reason = FaultException.carriedBy(failure).map(fault -> String.valueOf(fault.details().get("reason")))
                .orElseGet(() -> rootOf(failure).getClass().getSimpleName());
        return new StartException("database.connection.url: the bridge on '" + name + "' cannot be used (" + reason
                + "); is it there, and are url, token and provider right?");
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
