package dev.foldd.socket.message;

import dev.foldd.json.Json;
import java.util.Optional;

/**
 * Finds the very text of a member of an object, as it was sent. Works on JSON that has been read before, and so only looks for
 * the ends of its values.
 */
final class Members {

    private final String json;
    private int at;

    private Members(String json) {
        this.json = json;
    }

    /** The text of a member's value without the space around it; nothing when there is no such member. */
    static Optional<String> textOf(String json, String name) {
        return new Members(json).find(name);
    }

    private Optional<String> find(String name) {
        skipSpace();
        at++;
        skipSpace();
        while (json.charAt(at) != '}') {
            int begun = at;
            skipText();
            String found = json.substring(begun, at);
            skipSpace();
            at++;
            skipSpace();
            int valueBegun = at;
            skipValue();
            if (isNamed(found, name)) {
                return Optional.of(json.substring(valueBegun, at));
            }
            skipSpace();
            if (json.charAt(at) == ',') {
                at++;
                skipSpace();
            }
        }
        return Optional.empty();
    }

    private static boolean isNamed(String quoted, String name) {
        if (quoted.indexOf('\\') >= 0) {
            return name.equals(Json.parse(quoted));
        }
        return quoted.length() == name.length() + 2 && quoted.startsWith(name, 1);
    }

    private void skipSpace() {
        while (at < json.length() && json.charAt(at) <= ' ') {
            at++;
        }
    }

    private void skipText() {
        at++;
        while (json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipValue() {
        switch (json.charAt(at)) {
            case '"' -> skipText();
            case '{', '[' -> skipNested();
            default -> skipWord();
        }
    }

    private void skipNested() {
        int depth = 0;
        do {
            switch (json.charAt(at)) {
                case '"' -> skipText();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                default -> at++;
            }
        } while (depth > 0);
    }

    private void skipWord() {
        while (",}]".indexOf(json.charAt(at)) < 0 && json.charAt(at) > ' ') {
            at++;
        }
    }
}
