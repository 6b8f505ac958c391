package dev.foldd.socket.file;

/** The file of a socket cannot be had; the message says why, to whoever starts the daemon. */
public final class SocketFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SocketFileException(String message) {
        super(message, null, false, false);
    }
}
