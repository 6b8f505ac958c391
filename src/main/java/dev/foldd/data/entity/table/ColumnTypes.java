package dev.foldd.data.entity.table;

import dev.foldd.data.entity.Field.Form;
import dev.foldd.data.entity.Field.Kind;
import dev.foldd.data.entity.Field.Maker;
import dev.foldd.data.entity.FieldType;
import dev.foldd.store.Table.TableColumn;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the types of one kind of database mean for fields. */
public interface ColumnTypes {

    /**
     * What a field over a column is.
     *
     * @param form how the column differs from one that would be made for such a field
     */
    record Shape(FieldType type, Form form, OptionalInt maxLength, Optional<BigDecimal> min, Optional<BigDecimal> max) {

        static Shape of(FieldType type) {
            return new Shape(type, Form.PLAIN, OptionalInt.empty(), Optional.empty(), Optional.empty());
        }

        static Shape of(FieldType type, Kind kind, String own, List<String> words) {
            return of(type).as(new Form(kind, own, words, Maker.DAEMON));
        }

        Shape as(Form other) {
            return new Shape(type, other, maxLength, min, max);
        }

        Shape upTo(int length) {
            return new Shape(type, form, OptionalInt.of(length), min, max);
        }

        Shape between(BigDecimal least, BigDecimal most) {
            return new Shape(type, form, maxLength, Optional.of(least), Optional.of(most));
        }

        Shape between(long least, long most) {
            return between(BigDecimal.valueOf(least), BigDecimal.valueOf(most));
        }

        /** With so many digits, so many of them behind the point. */
        Shape digits(int precision, int scale) {
            BigDecimal most = BigDecimal.TEN.pow(precision).subtract(BigDecimal.ONE).scaleByPowerOfTen(-scale);
            return between(most.negate(), most);
        }
    }

    /** Empty where no field can hold all that the column may. */
    Optional<Shape> shape(TableColumn column);

    /** Whether case counts in the names of columns. */
    boolean regardsCase();

    /** Whether a change tells the key that the database has made for a new row, also when it has not counted it. */
    boolean tellsKeys();
}
