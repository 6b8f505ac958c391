package dev.foldd.client;

import java.io.IOException;

/** The daemon cannot be reached, or does not speak the protocol. The message never holds the URL's token. */
public final class ClientException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message for people, without anything secret */
    public ClientException(String message) {
        super(message);
    }

    /** @param message for people, without anything secret */
    public ClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
