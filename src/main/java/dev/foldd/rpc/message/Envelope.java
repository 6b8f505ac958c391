package dev.foldd.rpc.message;

import dev.foldd.json.Json;
import dev.foldd.json.JsonException;

/**
 * The outermost members of a message that is refused for its depth, its doubled members or its numbers: enough to
 * answer under the right id. Reads the text once, keeps no stack, and gives up at whatever it does not expect.
 */
final class Envelope {

    private final String text;
    private int at;
    private Object id;
    private boolean idFound;
    private boolean ambiguous;
    private boolean standard;

    private Envelope(String text) {
        this.text = text;
    }

    static Envelope of(String text) {
        Envelope envelope = new Envelope(text);
        try {
            envelope.read();
        } catch (JsonException | StringIndexOutOfBoundsException notAnObject) {
            envelope.ambiguous = true;
        }
        return envelope;
    }

    /** Of a text whose rest is not there: what has been read by then counts. */
    static Envelope ofBeginning(String text) {
        Envelope envelope = new Envelope(text);
        try {
            envelope.read();
        } catch (StringIndexOutOfBoundsException end) {
            return envelope;
        } catch (JsonException notAnObject) {
            envelope.ambiguous = true;
        }
        return envelope;
    }

    Dialect dialect() {
        return standard ? Dialect.JSON_RPC_2 : Dialect.PLAIN;
    }

    /** The one id of the message; null when there is none, or two, or the message is not an object. */
    Object id() {
        return ambiguous ? null : id;
    }

    private void read() {
        skipSpace();
        standard = text.charAt(at) == '[';
        expect('{');
        do {
            skipSpace();
            String name = string();
            skipSpace();
            expect(':');
            skipSpace();
            int start = at;
            skipValue();
            member(name, start);
        } while (text.charAt(at++) == ',');
        skipSpace();
        if (at != text.length()) {
            throw new JsonException("more text follows");
        }
    }

    private void member(String name, int start) {
        if (name.equals("jsonrpc")) {
            standard = true;
        } else if (name.equals("id")) {
            ambiguous |= idFound;
            idFound = true;
            Object value = Json.parse(text.substring(start, at));
            id = value instanceof String || value instanceof Number ? value : null;
        }
    }

    private String string() {
        int start = at;
        skipString();
        return (String) Json.parse(text.substring(start, at));
    }

    private void skipString() {
        expect('"');
        while (text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /** Up to the comma or the brace that ends this member. */
    private void skipValue() {
        int depth = 0;
        while (true) {
            char c = text.charAt(at);
            if (c == '"') {
                skipString();
                continue;
            }
            if (depth == 0 && (c == ',' || c == '}')) {
                return;
            }
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        }
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private void expect(char c) {
        if (text.charAt(at) != c) {
            throw new JsonException("not an object");
        }
        at++;
    }
}
