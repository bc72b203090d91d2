package io.vitesslake.write;

import java.math.BigDecimal;
import org.apache.iceberg.variants.PhysicalType;
import org.apache.iceberg.variants.VariantValue;
import org.apache.iceberg.variants.Variants;

/**
 * A JSON number as the variant that is exactly it, told by its text, which MySQL and VStream print alike (MySQL json_dom.cc and
 * my_gcvt; Vitess format.FormatFloat, rbr.go). An integer is an int of the least size, or a decimal; a number with a point is a
 * decimal of the digits it has; one with an exponent, which a DOUBLE alone is printed with, a double.
 */
final class JsonNumber {

    /** More digits than any DOUBLE is printed with. */
    private static final int DOUBLE_DIGITS = 17;

    private static final int DECIMAL4_DIGITS = 9;
    private static final int DECIMAL8_DIGITS = 18;
    private static final int DECIMAL16_DIGITS = 38;

    private JsonNumber() {}

    /**
     * @param text as of the JSON grammar
     * @throws UnfitJson when no variant is exactly the number
     */
    static VariantValue variant(String text) {
        if (text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            return exponential(text);
        }
        BigDecimal number = new BigDecimal(text);
        boolean point = text.indexOf('.') >= 0;
        if (point && number.signum() == 0 && text.charAt(0) == '-') {
            // No decimal has a sign at zero.
            return Variants.of(-0.0d);
        }
        if (!point && number.precision() <= DOUBLE_DIGITS + 2 && isLong(number)) {
            return integer(number.longValueExact());
        }
        BigDecimal least = digits(number) <= DECIMAL16_DIGITS ? number : stripped(number);
        return digits(least) <= DECIMAL16_DIGITS ? decimal(least) : exactDouble(number, text);
    }

    private static boolean isLong(BigDecimal number) {
        return number.toBigIntegerExact().bitLength() < Long.SIZE;
    }

    private static VariantValue integer(long value) {
        if (value == (byte) value) {
            return Variants.of((byte) value);
        }
        if (value == (short) value) {
            return Variants.of((short) value);
        }
        return value == (int) value ? Variants.of((int) value) : Variants.of(value);
    }

    private static BigDecimal stripped(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /** Readers hold a decimal's scale to the bound of its digits too, so that 0.0000000001 has ten. */
    private static int digits(BigDecimal number) {
        return Math.max(number.precision(), number.scale());
    }

    private static VariantValue decimal(BigDecimal number) {
        int digits = digits(number);
        PhysicalType type = digits <= DECIMAL4_DIGITS
                ? PhysicalType.DECIMAL4
                : digits <= DECIMAL8_DIGITS ? PhysicalType.DECIMAL8 : PhysicalType.DECIMAL16;
        return Variants.of(type, number);
    }

    /** A text of at most 17 digits stands for the double next to it, as every print of a double does. */
    private static VariantValue exponential(String text) {
        BigDecimal number = decimal(text);
        double value = number.doubleValue();
        boolean lost = Double.isInfinite(value) || value == 0 && number.signum() != 0;
        return lost || number.precision() > DOUBLE_DIGITS
                ? exactDouble(number, text)
                : Variants.of(Double.parseDouble(text));
    }

    private static BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw UnfitJson.of("a number beyond all bounds", text);
        }
    }

    private static VariantValue exactDouble(BigDecimal number, String text) {
        double value = number.doubleValue();
        if (Double.isInfinite(value) || new BigDecimal(value).compareTo(number) != 0) {
            throw UnfitJson.of("a number that neither 38 digits nor a double hold exactly", text);
        }
        return Variants.of(value);
    }
}
