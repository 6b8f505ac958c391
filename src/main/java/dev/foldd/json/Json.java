package dev.foldd.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import com.fasterxml.jackson.core.util.BufferRecycler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON in plain Java, read strictly: no duplicate members, no NaN, no comments, nothing after the value, and bounds on depth
 * and on the length of numbers and names. Objects are {@code LinkedHashMap}, arrays {@code ArrayList}, whole numbers
 * {@code Long} or beyond it {@code BigInteger}, other numbers {@code BigDecimal}.
 */
public final class Json {

    /** Deeper nesting is refused; far beyond what any request or row needs, far below what a stack can take. */
    public static final int DEPTH_MAX = 64;

    private static final int NUMBER_LENGTH_MAX = 400;
    private static final int NAME_LENGTH_MAX = 1_000;
    private static final int SCALE_MAX = 1_000;
    private static final int DIGITS_MAX = 300;
    /** Ten megabytes of {@code {}} would otherwise become hundreds of megabytes of maps. */
    private static final long TOKENS_MAX = 1_000_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX).maxNumberLength(NUMBER_LENGTH_MAX).maxNameLength(NAME_LENGTH_MAX)
                    .maxStringLength(Integer.MAX_VALUE).maxTokenCount(TOKENS_MAX).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private Json() {
    }

    /**
     * Reads one value.
     *
     * @throws JsonException when the text is not exactly one JSON value within the bounds
     */
    public static Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new JsonException("the text is empty");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new JsonException("more text follows the JSON value" + place(parser));
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new JsonException(sentence(e), e instanceof StreamConstraintsException || isDuplicate(e));
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be read", e);
        }
    }

    /**
     * Writes a value of plain Java: Map, Iterable, Object[], CharSequence, Boolean, null, and numbers of the kinds Long,
     * Integer, Double, BigInteger, BigDecimal. A Double that is no number is written as a text, since JSON has none.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    public static String write(Object value) {
        // The factory's own buffers: new ones for every text would cost more than writing it.
        BufferRecycler buffers = FACTORY._getBufferRecycler();
        try (SegmentedStringWriter writer = new SegmentedStringWriter(buffers);
                JsonGenerator generator = FACTORY.createGenerator(writer)) {
            write(generator, value);
            generator.flush();
            return writer.getAndClear();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot fail to be written", e);
        } finally {
            buffers.releaseToPool();
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> wholeNumber(parser);
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new JsonException("not a JSON value" + place(parser));
        };
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static Number wholeNumber(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> parser.getBigIntegerValue();
        };
    }

    /**
     * A tiny text can name a number with a billion digits; whoever writes it out in full would pay for them. The bound on
     * digits is lower than that on the text, since the text that {@link #write} makes of a number can be the longer one and
     * must be readable again.
     */
    private static BigDecimal decimal(JsonParser parser) throws IOException {
        try {
            BigDecimal number = parser.getDecimalValue();
            if (Math.abs((long) number.scale()) <= SCALE_MAX && number.precision() <= DIGITS_MAX) {
                return number;
            }
        } catch (NumberFormatException exponentBeyondInt) {
            throw new JsonException("a number is out of range" + place(parser), true);
        }
        throw new JsonException("a number is out of range" + place(parser), true);
    }

    /** What answers are made of comes first, by its class: whether an object is of an interface takes a search to deny. */
    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof String text) {
            generator.writeString(text);
        } else if (value == null) {
            generator.writeNull();
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof LinkedHashMap<?, ?> map) {
            writeObject(generator, map);
        } else if (value instanceof ArrayList<?> items) {
            writeArray(generator, items);
        } else if (value instanceof Map<?, ?> map) {
            writeObject(generator, map);
        } else if (value instanceof Iterable<?> items) {
            writeArray(generator, items);
        } else if (value instanceof Object[] items) {
            writeArray(generator, Arrays.asList(items));
        } else {
            writeScalar(generator, value);
        }
    }

    private static void writeObject(JsonGenerator generator, Map<?, ?> map) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<?, ?> member : map.entrySet()) {
            generator.writeFieldName((String) member.getKey());
            write(generator, member.getValue());
        }
        generator.writeEndObject();
    }

    private static void writeArray(JsonGenerator generator, Iterable<?> items) throws IOException {
        generator.writeStartArray();
        for (Object item : items) {
            write(generator, item);
        }
        generator.writeEndArray();
    }

    private static void writeScalar(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Integer number) {
            generator.writeNumber(number);
        } else if (value instanceof Double number) {
            generator.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            generator.writeNumber(number);
        } else if (value instanceof CharSequence text) {
            generator.writeString(text.toString());
        } else {
            throw new IllegalArgumentException("not a JSON value: " + value.getClass());
        }
    }

    private static String sentence(JsonProcessingException e) {
        String duplicate = isDuplicate(e) ? "a member stands twice in one object" : null;
        String what = duplicate != null ? duplicate : e instanceof StreamConstraintsException
                ? "the text is nested too deep, has too many parts, or a number or a name in it is too long"
                : "the text is not valid JSON";
        return e.getLocation() == null ? what
                : what + " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    }

    private static boolean isDuplicate(JsonProcessingException e) {
        return e.getOriginalMessage().startsWith("Duplicate field");
    }

    private static String place(JsonParser parser) {
        return " at line " + parser.currentLocation().getLineNr() + ", column " + parser.currentLocation().getColumnNr();
    }
}
