package dev.foldd.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the configuration tree. Reading a key makes it known: what is in the tree and was never read is a problem,
 * and what was read, with its kind and default, is the schema of the configuration. A value that does not fit is a
 * problem, and its default is returned so that reading goes on and finds the rest.
 */
public final class Section {

    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)?");
    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*(B|KiB|MiB|GiB)?");

    private static final int SHOWN_MAX = 60;

    private final String path;
    private final Map<String, Object> values;
    private final Problems problems;
    private final KnownKeys known;

    private Section(String path, Map<String, Object> values, Problems problems, KnownKeys known) {
        this.path = path;
        this.values = values;
        this.problems = problems;
        this.known = known;
    }

    /** The whole tree: maps, lists, strings, numbers, booleans and null, as the file readers give them. */
    public static Section root(Map<String, Object> tree, Problems problems) {
        return new Section("", tree, problems, new KnownKeys());
    }

    public String path() {
        return path;
    }

    public Problems problems() {
        return problems;
    }

    public KnownKeys known() {
        return known;
    }

    public boolean has(String key) {
        return values.get(key) != null;
    }

    /** A required text; empty, with a problem, when it is missing. */
    public String text(String key) {
        Optional<String> text = optionalText(key);
        if (text.isEmpty()) {
            problem(key, "is required");
        }
        return text.orElse("");
    }

    public String text(String key, String fallback) {
        known.add(pathOf(key), "text", fallback);
        return asText(key).orElse(fallback);
    }

    public Optional<String> optionalText(String key) {
        known.add(pathOf(key), "text", null);
        return asText(key);
    }

    public Optional<Secret> secret(String key) {
        known.add(pathOf(key), "secret", null);
        return asText(key).map(Secret::new);
    }

    public boolean flag(String key, boolean fallback) {
        known.add(pathOf(key), "true or false", fallback);
        Object value = values.get(key);
        if (value == null) {
            return fallback;
        }
        String text = value.toString().toLowerCase(Locale.ROOT);
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        problem(key, "must be true or false, not " + shown(value));
        return fallback;
    }

    public int integer(String key, int fallback, int min, int max) {
        known.add(pathOf(key), "a whole number from " + min + " to " + max, fallback);
        Object value = values.get(key);
        if (value == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(value.toString().trim());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the one sentence that tells what is wanted.
        }
        problem(key, "must be a whole number from " + min + " to " + max + ", not " + shown(value));
        return fallback;
    }

    /** A TCP port; 0 lets the system choose a free one. */
    public int port(String key, int fallback) {
        return integer(key, fallback, 0, 65_535);
    }

    /** A bare number counts milliseconds; else 500ms, 30s, 5m, 12h, 90d. */
    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        known.add(pathOf(key), "a duration from " + Units.of(min) + " to " + Units.of(max), Units.of(fallback));
        Object value = values.get(key);
        if (value == null) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(value.toString().trim());
        if (matcher.matches() && matcher.group(1).length() <= 15) {
            Duration duration = Units.duration(Long.parseLong(matcher.group(1)), matcher.group(2));
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        }
        problem(key, "must be a duration from " + Units.of(min) + " to " + Units.of(max)
                + " (500ms, 30s, 5m, 12h, 90d; a bare number is milliseconds), not " + shown(value));
        return fallback;
    }

    /** A number of bytes: a bare number, or with B, KiB, MiB, GiB. */
    public long size(String key, long fallback, long min, long max) {
        known.add(pathOf(key), "a size from " + Units.of(min) + " to " + Units.of(max), Units.of(fallback));
        Object value = values.get(key);
        if (value == null) {
            return fallback;
        }
        Matcher matcher = SIZE.matcher(value.toString().trim());
        if (matcher.matches() && matcher.group(1).length() <= 9 + 3) {
            long size = Units.bytes(Long.parseLong(matcher.group(1)), matcher.group(2));
            if (size >= min && size <= max) {
                return size;
            }
        }
        problem(key, "must be a size from " + Units.of(min) + " to " + Units.of(max) + " (4096, 64KiB, 10MiB), not "
                + shown(value));
        return fallback;
    }

    /** One of a few words, in any case, written in the file as the enum's names in lower case with {@code -}. */
    public <E extends Enum<E>> E choice(String key, E fallback) {
        E[] options = fallback.getDeclaringClass().getEnumConstants();
        List<String> words = new ArrayList<>();
        for (E option : options) {
            words.add(word(option));
        }
        known.add(pathOf(key), "one of " + String.join(", ", words), word(fallback));
        Optional<String> text = asText(key);
        if (text.isEmpty()) {
            return fallback;
        }
        for (E option : options) {
            if (word(option).equalsIgnoreCase(text.get())) {
                return option;
            }
        }
        problem(key, "must be one of " + String.join(", ", words) + ", not " + shown(text.get())
                + Suggestion.among(words, text.get()));
        return fallback;
    }

    /** A list of texts; a single text counts as a list of one, and one with commas as several. */
    public List<String> texts(String key, List<String> fallback) {
        known.add(pathOf(key), "a list of texts", fallback);
        Object value = values.get(key);
        if (value == null) {
            return fallback;
        }
        Collection<?> items = value instanceof Collection<?> list ? list : List.of(value.toString().split("\\s*,\\s*"));
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            if (item == null || item instanceof Map || item instanceof Collection) {
                problem(key, "must be a list of texts");
                return fallback;
            }
            texts.add(item.toString());
        }
        return List.copyOf(texts);
    }

    /** The section of that name, empty when the file has none. */
    public Section section(String key) {
        known.addSection(pathOf(key));
        Object value = values.get(key);
        if (value == null) {
            return new Section(pathOf(key), Map.of(), problems, known);
        }
        if (value instanceof Map<?, ?> map) {
            return new Section(pathOf(key), textKeys(map), problems, known);
        }
        problem(key, "must be a section with keys of its own");
        return new Section(pathOf(key), Map.of(), problems, known);
    }

    /** A list of sections, such as the issuers of tokens. */
    public List<Section> sections(String key) {
        known.addSection(pathOf(key));
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof Collection<?> items) || !items.stream().allMatch(item -> item instanceof Map)) {
            problem(key, "must be a list of sections");
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        for (Object item : items) {
            String itemPath = pathOf(key) + "[" + sections.size() + "]";
            known.addSection(itemPath);
            sections.add(new Section(itemPath, textKeys((Map<?, ?>) item), problems, known));
        }
        return List.copyOf(sections);
    }

    /** A flag that may be absent. */
    public Optional<Boolean> optionalFlag(String key) {
        Optional<Boolean> flag = has(key) ? Optional.of(flag(key, false)) : Optional.empty();
        known.add(pathOf(key), "true or false", null);
        return flag;
    }

    /** An integer that may be absent. */
    public OptionalInt optionalInteger(String key, int min, int max) {
        return has(key) ? OptionalInt.of(integer(key, min, min, max)) : absent(key, min, max);
    }

    /** Adds a problem of this place. */
    public void problem(String key, String sentence) {
        problems.add(pathOf(key), sentence);
    }

    /**
     * Finds every key of the tree that nobody has read. To be called on the root when all reading is done.
     *
     * @return those of them of which one can guess what was meant
     */
    public List<KnownKeys.Misspelt> refuseUnknown() {
        return known.refuseUnknown(values, problems);
    }

    private OptionalInt absent(String key, int min, int max) {
        known.add(pathOf(key), "a whole number from " + min + " to " + max, null);
        return OptionalInt.empty();
    }

    private Optional<String> asText(String key) {
        Object value = values.get(key);
        if (value instanceof Map || value instanceof Collection) {
            problem(key, "must be a text");
            return Optional.empty();
        }
        if (value instanceof String text && text.indexOf('\0') >= 0) {
            problem(key, "must not hold the character 0, which no path and no name can have");
            return Optional.empty();
        }
        return Optional.ofNullable(value).map(Object::toString);
    }

    /** A whole section or a long text may hold what nobody should see, and would not fit into a sentence. */
    private static String shown(Object value) {
        if (value instanceof Map) {
            return "a section";
        }
        String text = value.toString();
        return value instanceof Collection ? "a list" : text.length() <= SHOWN_MAX ? "'" + text + "'" : "a long text";
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String word(Enum<?> option) {
        return option.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<String, Object> textKeys(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }
}
