package io.vitesslake.decode;

/**
 * MySQL DATE, DATETIME(f) and TIMESTAMP(f) as text, in the proleptic Gregorian calendar that MySQL uses. What MySQL
 * stores beyond it, a zero month or day or (sql_mode ALLOW_INVALID_DATES) a day that its month lacks, has no counterpart
 * in the lake and is an error. Allocates nothing.
 */
final class TemporalText {

    private static final int DATE_LENGTH = 10;
    private static final int SECONDS_LENGTH = 19;
    private static final int MAX_FRACTION = 6;
    private static final long SECONDS_A_DAY = 86_400;
    private static final int DAYS_A_CYCLE = 146_097;
    private static final int EPOCH_FROM_YEAR_0_MARCH = 719_468;
    private static final byte[] MONTH_DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int[] TO_MICROS = {1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

    private TemporalText() {}

    /** Days since 1970-01-01 of {@code YYYY-MM-DD}. */
    static long date(byte[] bytes, int offset, int length) {
        require(length == DATE_LENGTH, bytes, offset, length);
        return days(bytes, offset, length);
    }

    /** Microseconds since 1970-01-01T00:00 of {@code YYYY-MM-DD hh:mm:ss[.f…]}. */
    static long micros(byte[] bytes, int offset, int length) {
        require(
                length >= SECONDS_LENGTH
                        && bytes[offset + DATE_LENGTH] == ' '
                        && bytes[offset + 13] == ':'
                        && bytes[offset + 16] == ':',
                bytes,
                offset,
                length);
        int hour = two(bytes, offset + 11, offset, length);
        int minute = two(bytes, offset + 14, offset, length);
        int second = two(bytes, offset + 17, offset, length);
        require(hour < 24 && minute < 60 && second < 60, bytes, offset, length);
        long seconds = days(bytes, offset, length) * SECONDS_A_DAY + hour * 3600L + minute * 60L + second;
        return seconds * 1_000_000 + fraction(bytes, offset, length);
    }

    /** Whether a DATE, DATETIME or TIMESTAMP is one that no calendar holds. */
    static boolean isOffCalendar(byte[] bytes, int offset, int length) {
        require(length >= DATE_LENGTH, bytes, offset, length);
        int month = two(bytes, offset + 5, offset, length);
        int day = two(bytes, offset + 8, offset, length);
        if (month > 0 && day > 0 && day <= 28) {
            return false;
        }
        int year = two(bytes, offset, offset, length) * 100 + two(bytes, offset + 2, offset, length);
        return isOffCalendar(year, month, day);
    }

    private static boolean isOffCalendar(int year, int month, int day) {
        return month == 0 || day == 0 || month <= 12 && day <= 31 && day > monthDays(year, month);
    }

    private static int fraction(byte[] bytes, int offset, int length) {
        if (length == SECONDS_LENGTH) {
            return 0;
        }
        int digits = length - SECONDS_LENGTH - 1;
        require(bytes[offset + SECONDS_LENGTH] == '.' && digits >= 1 && digits <= MAX_FRACTION, bytes, offset, length);
        int value = 0;
        for (int at = offset + SECONDS_LENGTH + 1; at < offset + length; at++) {
            value = value * 10 + digit(bytes, at, offset, length);
        }
        return value * TO_MICROS[digits];
    }

    private static long days(byte[] bytes, int offset, int length) {
        require(bytes[offset + 4] == '-' && bytes[offset + 7] == '-', bytes, offset, length);
        int year = two(bytes, offset, offset, length) * 100 + two(bytes, offset + 2, offset, length);
        int month = two(bytes, offset + 5, offset, length);
        int day = two(bytes, offset + 8, offset, length);
        require(month <= 12 && day <= 31, bytes, offset, length);
        if (isOffCalendar(year, month, day)) {
            throw MalformedValue.of(
                    MalformedValue.ZERO_DATE, "zero or partial date, which no calendar holds", bytes, offset, length);
        }
        // Years from March on, so that the leap day is the last of its year (Hinnant, days_from_civil).
        int shifted = month > 2 ? year : year - 1;
        int cycle = Math.floorDiv(shifted, 400);
        int yearOfCycle = shifted - cycle * 400;
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear;
        return (long) cycle * DAYS_A_CYCLE + dayOfCycle - EPOCH_FROM_YEAR_0_MARCH;
    }

    private static int monthDays(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : MONTH_DAYS[month - 1];
    }

    private static int two(byte[] bytes, int at, int offset, int length) {
        return digit(bytes, at, offset, length) * 10 + digit(bytes, at + 1, offset, length);
    }

    private static int digit(byte[] bytes, int at, int offset, int length) {
        int digit = bytes[at] - '0';
        require(digit >= 0 && digit <= 9, bytes, offset, length);
        return digit;
    }

    private static void require(boolean condition, byte[] bytes, int offset, int length) {
        if (!condition) {
            throw MalformedValue.of(MalformedValue.INVALID_VALUE, "not a date or time", bytes, offset, length);
        }
    }
}
