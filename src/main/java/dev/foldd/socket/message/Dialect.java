package dev.foldd.socket.message;

/** How a connection speaks, which its first byte tells. */
public enum Dialect {

    /** One JSON object in each line, both ways. */
    LINES,
    /** A length of four bytes, big-endian, and so many bytes of JSON, both ways. */
    FRAMES
}
