package dev.foldd.data.sql;

import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;

/** Where databases differ in how they say the same thing. */
enum Dialect {

    SQLITE {
        /** LIKE disregards case here and GLOB regards it, so {@code like} becomes GLOB in GLOB's own signs. */
        @Override
        void match(SqlText out, MatchKind kind, Runnable text, Term.Value pattern) {
            switch (kind) {
                case CONTAINS -> contains(out, text, pattern);
                case STARTS_WITH -> {
                    out.add("substr(");
                    text.run();
                    out.add(",1,length(").value(pattern).add("))=").value(pattern);
                }
                case ENDS_WITH -> endsWith(out, text, pattern);
                case LIKE -> {
                    text.run();
                    out.add(" GLOB ").value(new Term.Value(globOf((String) pattern.value()), ValueType.TEXT));
                }
                case ILIKE -> {
                    text.run();
                    out.add(" LIKE ").value(new Term.Value(closed((String) pattern.value()), ValueType.TEXT))
                            .add(" ESCAPE '\\'");
                }
            }
        }
    };

    /** Writes a test of a text against a pattern; {@code text} writes the text's own SQL, once per call. */
    abstract void match(SqlText out, MatchKind kind, Runnable text, Term.Value pattern);

    private static void contains(SqlText out, Runnable text, Term.Value pattern) {
        out.add("instr(");
        text.run();
        out.add(",").value(pattern).add(")>0");
    }

    /** {@code substr(x, -0)} is all of x, so the empty ending is asked for in another way. */
    private static void endsWith(SqlText out, Runnable text, Term.Value pattern) {
        if (((String) pattern.value()).isEmpty()) {
            contains(out, text, pattern);
            return;
        }
        out.add("substr(");
        text.run();
        out.add(",-length(").value(pattern).add("))=").value(pattern);
    }

    /** {@code %} and {@code _} become {@code *} and {@code ?}; a backslash takes the next sign for itself. */
    static String globOf(String like) {
        StringBuilder glob = new StringBuilder(like.length() + 8);
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            if (c == '\\' && i + 1 < like.length()) {
                i++;
                literal(glob, like.charAt(i));
            } else if (c == '%') {
                glob.append('*');
            } else if (c == '_') {
                glob.append('?');
            } else {
                literal(glob, c);
            }
        }
        return glob.toString();
    }

    /** A backslash with nothing behind it stands for itself, as in {@link #globOf}; bare, it would match no text at all. */
    static String closed(String like) {
        int backslashes = 0;
        while (backslashes < like.length() && like.charAt(like.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 0 ? like : like + '\\';
    }

    private static void literal(StringBuilder glob, char c) {
        if (c == '*' || c == '?' || c == '[') {
            glob.append('[').append(c).append(']');
        } else {
            glob.append(c);
        }
    }
}
