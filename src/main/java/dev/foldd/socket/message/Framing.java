package dev.foldd.socket.message;

import java.util.Optional;

/**
 * Parts what comes over a connection into messages. The first byte decides how: an opening brace begins a line, and zero the
 * length of a frame, since no length within the limit begins with another byte. Belongs to one connection.
 */
public final class Framing {

    private static final int PREFIX = 4;
    private static final byte NEWLINE = '\n';
    private static final int BRACE = '{';

    private final Intake intake = new Intake();
    private final int messageMax;
    private final boolean linesToo;
    private Dialect dialect;
    private int scanned;

    /**
     * @param messageMax bytes of a message, without its length or line end
     * @param linesToo whether lines are spoken here, or frames alone
     */
    public Framing(int messageMax, boolean linesToo) {
        this.messageMax = messageMax;
        this.linesToo = linesToo;
    }

    /** Copies bytes out of somewhere. */
    @FunctionalInterface
    public interface Source {
        void copyTo(byte[] target, int at);
    }

    /** Takes what has come. */
    public void add(int count, Source source) {
        intake.reserve(count);
        source.copyTo(intake.array(), intake.end());
        intake.added(count);
    }

    /** How the connection speaks; frames, as long as it has not said anything. */
    public Dialect dialect() {
        return dialect == null ? Dialect.FRAMES : dialect;
    }

    /** Bytes that are here and not yet taken as a message. */
    public int held() {
        return intake.size();
    }

    /**
     * The next whole message; nothing until more has come.
     *
     * @throws FramingException when there is none to come: it is too long, or begins as none does
     */
    public Optional<byte[]> next() {
        if (intake.size() == 0) {
            return Optional.empty();
        }
        if (dialect == null) {
            dialect = dialectOf(intake.at(0));
        }
        return dialect == Dialect.LINES ? line() : frame();
    }

    private Dialect dialectOf(int first) {
        if (first == 0) {
            return Dialect.FRAMES;
        }
        if (first == BRACE && linesToo) {
            return Dialect.LINES;
        }
        throw new FramingException(true);
    }

    private Optional<byte[]> line() {
        int end = intake.indexOf(NEWLINE, scanned);
        if (end > messageMax || end < 0 && intake.size() > messageMax) {
            throw new FramingException(false);
        }
        if (end < 0) {
            scanned = intake.size();
            return Optional.empty();
        }
        scanned = 0;
        byte[] line = intake.take(end);
        intake.skip(1);
        return Optional.of(line);
    }

    private Optional<byte[]> frame() {
        if (intake.size() < PREFIX) {
            return Optional.empty();
        }
        int prefix = intake.at(0) << 24 | intake.at(1) << 16 | intake.at(2) << 8 | intake.at(3);
        long length = Integer.toUnsignedLong(prefix);
        if (length > messageMax) {
            long reversed = Integer.toUnsignedLong(Integer.reverseBytes(prefix));
            throw new FramingException(reversed > 0 && reversed <= messageMax);
        }
        if (intake.size() - PREFIX < length) {
            return Optional.empty();
        }
        intake.skip(PREFIX);
        return Optional.of(intake.take((int) length));
    }
}
