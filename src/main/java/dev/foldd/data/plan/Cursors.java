package dev.foldd.data.plan;

import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.sql.ReadSql.Order;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where the last page ended: the values of its last row in the order asked for, signed with HMAC-SHA256 (RFC 2104) together
 * with the caller, the entity, the order and the filter, so that it continues this question of this caller and nothing else.
 * The text is base64url of the signature's first 16 bytes and the JSON of the values.
 */
public final class Cursors {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;
    private static final int CURSOR_LENGTH_MAX = 8_192;

    private final SecretKeySpec key;

    /** @param key at least 32 secret bytes, the same after a restart so that cursors outlive it */
    public Cursors(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * The cursor that continues after a row with these values in the order asked for.
     *
     * @throws FaultException {@code TooLarge} when the values make a cursor that would not be accepted again
     */
    String write(Asked asked, ListOptions options, List<Object> last) {
        byte[] values = Json.write(last.stream().map(Cursors::plain).toList()).getBytes(StandardCharsets.UTF_8);
        byte[] signature = sign(asked, options, values);
        byte[] cursor = Arrays.copyOf(signature, SIGNATURE_BYTES + values.length);
        System.arraycopy(values, 0, cursor, SIGNATURE_BYTES, values.length);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
        if (text.length() > CURSOR_LENGTH_MAX) {
            throw new FaultException(new Fault.TooLarge("the length of the values sorted by, for a cursor,",
                    CURSOR_LENGTH_MAX));
        }
        return text;
    }

    /** The condition that only rows after the cursor satisfy. */
    Condition after(Asked asked, Grant grant, ListOptions options, String cursor, RowValidator validator) {
        List<Object> values = open(asked, options, cursor);
        List<Order> order = options.order();
        List<Condition> alternatives = new ArrayList<>();
        List<Condition> equal = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            Order by = order.get(i);
            Term column = new Term.Column(by.field());
            Term value = values.get(i) == null ? null
                    : new Term.Value(validator.value(by.field(), values.get(i)), by.field().type().stored());
            List<Condition> parts = new ArrayList<>(equal);
            parts.add(beyond(column, by.descending(), value));
            alternatives.add(Condition.allOf(parts));
            equal.add(value == null ? new Condition.IsNull(column)
                    : new Condition.Comparison(column, Condition.Operator.EQUAL, value));
        }
        return Condition.anyOf(alternatives);
    }

    /** NULL stands before every value when rising and after every value when falling. */
    private static Condition beyond(Term column, boolean descending, Term value) {
        if (value == null) {
            return descending ? Condition.FALSE : new Condition.Not(new Condition.IsNull(column));
        }
        if (!descending) {
            return new Condition.Comparison(column, Condition.Operator.GREATER, value);
        }
        return Condition.anyOf(List.of(new Condition.Comparison(column, Condition.Operator.LESS, value),
                new Condition.IsNull(column)));
    }

    private List<Object> open(Asked asked, ListOptions options, String cursor) {
        byte[] bytes = decoded(cursor);
        byte[] values = Arrays.copyOfRange(bytes, SIGNATURE_BYTES, bytes.length);
        byte[] expected = Arrays.copyOf(sign(asked, options, values), SIGNATURE_BYTES);
        if (!MessageDigest.isEqual(expected, Arrays.copyOf(bytes, SIGNATURE_BYTES))) {
            throw notOurs();
        }
        try {
            if (Json.parse(new String(values, StandardCharsets.UTF_8)) instanceof List<?> list
                    && list.size() == options.order().size()) {
                return new ArrayList<>(list);
            }
        } catch (JsonException e) {
            throw notOurs();
        }
        throw notOurs();
    }

    private static byte[] decoded(String cursor) {
        try {
            if (cursor.length() <= CURSOR_LENGTH_MAX) {
                byte[] bytes = Base64.getUrlDecoder().decode(cursor);
                if (bytes.length > SIGNATURE_BYTES) {
                    return bytes;
                }
            }
        } catch (IllegalArgumentException notBase64) {
            throw notOurs();
        }
        throw notOurs();
    }

    private byte[] sign(Asked asked, ListOptions options, byte[] values) {
        List<Object> question = List.of(asked.principal().subject(), asked.principal().tenant().orElse(""),
                asked.entity().name(), options.order().stream()
                        .map(by -> Map.of(by.field().name(), by.descending())).toList(), options.filter());
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] bound = Json.write(question).getBytes(StandardCharsets.UTF_8);
            mac.update((byte) (bound.length >>> 24));
            mac.update((byte) (bound.length >>> 16));
            mac.update((byte) (bound.length >>> 8));
            mac.update((byte) bound.length);
            mac.update(bound);
            return mac.doFinal(values);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static Object plain(Object stored) {
        return stored instanceof java.math.BigDecimal decimal ? decimal.toPlainString() : stored;
    }

    private static RuntimeException notOurs() {
        return Asked.invalid("options.cursor", "does not continue this list; begin again with \"cursor\": null");
    }
}
