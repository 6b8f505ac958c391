package dev.foldd.cli.secret;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.config.Secret;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A secret from standard input: typed twice without being shown where that is a terminal, else all that comes. */
public final class StandardInput implements SecretInput {

    private static final int BYTES_MAX = 64 * 1024;
    private static final Path DESCRIPTOR = Path.of("/proc/self/fd/0");

    private final InputStream in;

    public StandardInput(InputStream in) {
        this.in = in;
    }

    /** Line breaks at the end are no part of it. */
    @Override
    public Secret read() {
        String text = isTerminal() ? typed() : piped();
        if (text.isEmpty()) {
            throw new CommandFailure("there is no secret on standard input");
        }
        return new Secret(text);
    }

    /** The console alone does not tell: newer ones are there without a terminal too. */
    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(DESCRIPTOR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException noLinux) {
            return System.console() != null;
        }
    }

    private static String typed() {
        Console console = System.console();
        if (console == null) {
            throw new CommandFailure("a secret is typed without being shown only where standard output is the terminal too;"
                    + " or give it on standard input: foldd secret seal < FILE");
        }
        char[] first = console.readPassword("Secret: ");
        char[] second = console.readPassword("Once more: ");
        if (first == null || second == null || !Arrays.equals(first, second)) {
            throw new CommandFailure("the two are not the same");
        }
        return new String(first);
    }

    private String piped() {
        try {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new CommandFailure("a secret has at most " + BYTES_MAX + " bytes");
            }
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            int end = text.length();
            while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
                end--;
            }
            return text.substring(0, end);
        } catch (CharacterCodingException e) {
            throw new CommandFailure("a secret must be text in UTF-8");
        } catch (IOException e) {
            throw new CommandFailure("standard input cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
