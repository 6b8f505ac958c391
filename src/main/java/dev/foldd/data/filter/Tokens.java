package dev.foldd.data.filter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The words of a row filter, one by one. */
final class Tokens {

    /** What a word is. */
    enum Kind { NAME, CLAIM, TEXT, NUMBER, SYMBOL, END }

    /** A word and where it begins, counted from 1. */
    record Token(Kind kind, String text, int column) {
        boolean isWord(String word) {
            return kind == Kind.NAME && text.equalsIgnoreCase(word);
        }

        boolean isSymbol(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }
    }

    private final List<Token> tokens;
    private int next;

    private Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Tokens of(String filter) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < filter.length()) {
            char c = filter.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            Token token = read(filter, at, c);
            tokens.add(token);
            at += lengthInSource(filter, at, token);
        }
        tokens.add(new Token(Kind.END, "the end", filter.length() + 1));
        return new Tokens(tokens);
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    boolean takeWord(String word) {
        boolean found = peek().isWord(word);
        if (found) {
            take();
        }
        return found;
    }

    boolean takeSymbol(String symbol) {
        boolean found = peek().isSymbol(symbol);
        if (found) {
            take();
        }
        return found;
    }

    void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw new FilterException("expected '" + symbol + "' but found " + describe(peek()));
        }
    }

    void expectWord(String word) {
        if (!takeWord(word)) {
            throw new FilterException("expected " + word + " but found " + describe(peek()));
        }
    }

    static String describe(Token token) {
        return token.kind() == Kind.END ? "the end" : "'" + token.text() + "' at character " + token.column();
    }

    private static Token read(String filter, int at, char c) {
        if (c == '\'' || c == '"') {
            return new Token(Kind.TEXT, quoted(filter, at, c), at + 1);
        }
        if (c == '$') {
            return new Token(Kind.CLAIM, filter.substring(at + 1, endOfName(filter, at + 1)), at + 1);
        }
        if (Character.isLetter(c) || c == '_') {
            return new Token(Kind.NAME, filter.substring(at, endOfName(filter, at)), at + 1);
        }
        if (Character.isDigit(c) || c == '-' && at + 1 < filter.length() && Character.isDigit(filter.charAt(at + 1))) {
            return new Token(Kind.NUMBER, number(filter, at), at + 1);
        }
        for (String symbol : List.of("!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ",")) {
            if (filter.startsWith(symbol, at)) {
                return new Token(Kind.SYMBOL, symbol, at + 1);
            }
        }
        throw new FilterException("cannot read '" + c + "' at character " + (at + 1));
    }

    private static int lengthInSource(String filter, int at, Token token) {
        return switch (token.kind()) {
            case TEXT -> endOfQuoted(filter, at, filter.charAt(at)) - at;
            case CLAIM -> token.text().length() + 1;
            default -> token.text().length();
        };
    }

    private static String number(String filter, int at) {
        int end = at + 1;
        while (end < filter.length() && (Character.isDigit(filter.charAt(end)) || filter.charAt(end) == '.')) {
            end++;
        }
        String text = filter.substring(at, end);
        try {
            new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new FilterException("'" + text + "' at character " + (at + 1) + " is not a number");
        }
        return text;
    }

    private static int endOfName(String filter, int at) {
        int end = at;
        while (end < filter.length() && isInName(filter.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isInName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }

    /** A quote inside is written twice, as in SQL. */
    private static String quoted(String filter, int at, char quote) {
        String inside = filter.substring(at + 1, endOfQuoted(filter, at, quote) - 1);
        return inside.replace(String.valueOf(quote) + quote, String.valueOf(quote));
    }

    private static int endOfQuoted(String filter, int at, char quote) {
        for (int end = at + 1; end < filter.length(); end++) {
            if (filter.charAt(end) == quote) {
                if (end + 1 < filter.length() && filter.charAt(end + 1) == quote) {
                    end++;
                } else {
                    return end + 1;
                }
            }
        }
        throw new FilterException("the text that begins at character " + (at + 1) + " does not end");
    }
}
