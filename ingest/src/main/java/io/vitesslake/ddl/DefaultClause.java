package io.vitesslake.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnAttributeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldDefinitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.LiteralContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.NowOrSignedLiteralContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SignedLiteralContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TextLiteralContext;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a column's definition gives the rows that exist already. A literal is a constant only if the column's type keeps it
 * as it is written: what MySQL would round, pad, trim, complete, convert or move to another time zone counts as computed.
 */
final class DefaultClause {

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern PLAIN_INTEGER = Pattern.compile("0|-?[1-9]\\d*");
    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern DATETIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    private static final Pattern TIME = Pattern.compile("-?\\d{2,3}:\\d\\d:\\d\\d");
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");

    private final FieldDefinitionContext definition;
    private final DataTypeContext type;

    DefaultClause(FieldDefinitionContext definition) {
        this.definition = definition;
        this.type = definition.dataType();
    }

    static boolean isGenerated(FieldDefinitionContext definition) {
        return definition.AS_SYMBOL() != null;
    }

    InitialValue initialValue() {
        if (isGenerated(definition) || type.SERIAL_SYMBOL() != null || any(DefaultClause::counts)) {
            return InitialValue.COMPUTED;
        }
        List<ColumnAttributeContext> defaults = definition.columnAttribute().stream()
                .filter(attribute -> attribute.DEFAULT_SYMBOL() != null)
                .toList();
        return switch (defaults.size()) {
            case 0 ->
                any(DefaultClause::refusesNull) || timestampOfOldServers() ? InitialValue.COMPUTED : InitialValue.NULL;
            case 1 -> ofDefault(defaults.get(0).nowOrSignedLiteral());
            default -> InitialValue.COMPUTED;
        };
    }

    private boolean any(Predicate<ColumnAttributeContext> property) {
        return definition.columnAttribute().stream().anyMatch(property);
    }

    private static boolean counts(ColumnAttributeContext attribute) {
        return attribute.AUTO_INCREMENT_SYMBOL() != null || attribute.SERIAL_SYMBOL() != null;
    }

    private static boolean refusesNull(ColumnAttributeContext attribute) {
        boolean notNull = attribute.NOT_SYMBOL() != null && attribute.nullLiteral() != null;
        boolean primaryKey = attribute.KEY_SYMBOL() != null && attribute.UNIQUE_SYMBOL() == null;
        return notNull || primaryKey;
    }

    /** Without explicit_defaults_for_timestamp, the default of MySQL 5.7, TIMESTAMP alone is NOT NULL with a default of its own. */
    private boolean timestampOfOldServers() {
        return type.TIMESTAMP_SYMBOL() != null && !any(attribute -> attribute.nullLiteral() != null);
    }

    /** @param value null for DEFAULT (expression) */
    private InitialValue ofDefault(NowOrSignedLiteralContext value) {
        if (value == null || value.signedLiteralOrNull() == null) {
            return InitialValue.COMPUTED;
        }
        SignedLiteralContext signed = value.signedLiteralOrNull().signedLiteral();
        if (signed == null) {
            return InitialValue.NULL;
        }
        LiteralContext literal = signed.literal();
        if (literal == null) {
            return ofNumber(signed.getText());
        } else if (literal.nullLiteral() != null) {
            return InitialValue.NULL;
        } else if (literal.boolLiteral() != null) {
            return ofNumber(literal.boolLiteral().TRUE_SYMBOL() != null ? "1" : "0");
        } else if (literal.numLiteral() != null) {
            return ofNumber(literal.getText());
        }
        boolean plain = literal.textLiteral() != null && isPlain(literal.textLiteral());
        return plain ? ofText(StringLiteral.text(literal.getText())) : InitialValue.COMPUTED;
    }

    /** One piece in the connection's character set: no introducer, no N'…', nothing to concatenate. */
    private static boolean isPlain(TextLiteralContext text) {
        return text.UNDERSCORE_CHARSET() == null && text.textStringLiteral().size() == 1;
    }

    private InitialValue ofNumber(String number) {
        boolean kept = switch (type.getStart().getType()) {
            case MySqlLexer.BIT_SYMBOL -> PLAIN_INTEGER.matcher(number).matches();
            case MySqlLexer.CHAR_SYMBOL,
                    MySqlLexer.NCHAR_SYMBOL,
                    MySqlLexer.NVARCHAR_SYMBOL,
                    MySqlLexer.NATIONAL_SYMBOL,
                    MySqlLexer.VARCHAR_SYMBOL ->
                !isBinary() && PLAIN_INTEGER.matcher(number).matches();
            default -> isNumberOfItsType(number);
        };
        return kept ? InitialValue.constant(number) : InitialValue.COMPUTED;
    }

    private InitialValue ofText(String text) {
        // Other characters depend on the character set of the session that ran the statement, which the stream does not
        // tell.
        if (!ASCII.matcher(text).matches()) {
            return InitialValue.COMPUTED;
        }
        boolean kept = switch (type.getStart().getType()) {
            // MySQL reads CHAR without its trailing spaces.
            case MySqlLexer.CHAR_SYMBOL, MySqlLexer.NCHAR_SYMBOL, MySqlLexer.NATIONAL_SYMBOL ->
                !isBinary() && !text.endsWith(" ");
            case MySqlLexer.NVARCHAR_SYMBOL, MySqlLexer.VARCHAR_SYMBOL -> !isBinary();
            case MySqlLexer.VARBINARY_SYMBOL -> true;
            // A label in other letters than it was declared with reads as declared.
            case MySqlLexer.ENUM_SYMBOL, MySqlLexer.SET_SYMBOL -> isLabel(text);
            case MySqlLexer.DATE_SYMBOL -> DATE.matcher(text).matches();
            case MySqlLexer.DATETIME_SYMBOL -> DATETIME.matcher(text).matches();
            case MySqlLexer.TIME_SYMBOL -> TIME.matcher(text).matches();
            default -> isNumberOfItsType(text);
        };
        return kept ? InitialValue.constant(text) : InitialValue.COMPUTED;
    }

    private boolean isNumberOfItsType(String number) {
        return switch (type.getStart().getType()) {
            case MySqlLexer.TINYINT_SYMBOL,
                    MySqlLexer.SMALLINT_SYMBOL,
                    MySqlLexer.MEDIUMINT_SYMBOL,
                    MySqlLexer.INT_SYMBOL,
                    MySqlLexer.BIGINT_SYMBOL,
                    MySqlLexer.BOOL_SYMBOL,
                    MySqlLexer.BOOLEAN_SYMBOL -> INTEGER.matcher(number).matches();
            case MySqlLexer.DECIMAL_SYMBOL,
                    MySqlLexer.NUMERIC_SYMBOL,
                    MySqlLexer.FIXED_SYMBOL,
                    MySqlLexer.DOUBLE_SYMBOL,
                    MySqlLexer.REAL_SYMBOL,
                    MySqlLexer.FLOAT_SYMBOL -> NUMBER.matcher(number).matches();
            // One or two digits count from 1970 or 2000.
            case MySqlLexer.YEAR_SYMBOL -> YEAR.matcher(number).matches();
            default -> false;
        };
    }

    /** CHAR and VARCHAR with BYTE or CHARACTER SET binary are BINARY and VARBINARY under another name. */
    private boolean isBinary() {
        return type.charsetWithOptBinary() != null
                && type.charsetWithOptBinary().getText().matches("(?i).*(byte|binary).*");
    }

    private boolean isLabel(String text) {
        return type.stringList().textString().stream()
                .anyMatch(label -> label.textStringLiteral() != null
                        && StringLiteral.text(label.getText()).equals(text));
    }
}
