package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.SchemaChange;
import io.vitesslake.change.TableShape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Types;

/**
 * Plans how rows of a wanted shape are written to a table of one schema. Columns are matched by name; new ones get the field ids
 * that the table gives next.
 */
final class SchemaPlanner {

    private final String table;
    private final Schema base;
    private final TableShape current;
    private final int lastColumnId;

    /**
     * @param table name for messages
     * @param base schema to plan from
     * @param lastColumnId the highest id that the table has given to a column, in any schema
     * @throws CodedException LAKE, when the base is not a schema of ours
     */
    SchemaPlanner(String table, Schema base, int lastColumnId) {
        this.table = table;
        this.base = base;
        this.current = LakeTypes.shapeOf(table, base);
        this.lastColumnId = lastColumnId;
    }

    /** Missing columns are appended, columns that the wanted shape lacks stay; then the change. */
    SchemaPlan append(TableShape wanted, SchemaChange change) {
        if (!keyOf(current).equals(keyOf(wanted))) {
            throw incompatible("its key is " + current.key() + ", but " + wanted.key() + " is wanted");
        }
        List<Types.NestedField> fields = new ArrayList<>(base.columns());
        for (Column column : wanted.columns()) {
            int index = current.indexOf(column.name());
            if (index < 0) {
                requireNewName(column);
                fields.add(
                        newField(column, false, fields.size() - base.columns().size()));
            } else {
                requireSameType(current.columns().get(index), column);
            }
        }
        requireNullable(wanted);
        return changed(new Schema(fields, base.identifierFieldIds()), change);
    }

    private SchemaPlan changed(Schema schema, SchemaChange change) {
        TableShape shape = LakeTypes.shapeOf(table, schema);
        requireFreeNames(shape, change);
        TableShape shapeAfter = change.applyTo(shape);
        List<Types.NestedField> fields = new ArrayList<>();
        for (Types.NestedField field : schema.columns()) {
            if (!change.dropped().contains(field.name())) {
                String name = change.nameOf(field.name());
                Column column = shapeAfter.columns().get(shapeAfter.indexOf(name));
                fields.add(Types.NestedField.from(field)
                        .withName(name)
                        .ofType(LakeTypes.toIceberg(column.type()))
                        .build());
            }
        }
        int appended = schema.columns().size() - base.columns().size();
        for (Column column : change.added()) {
            fields.add(Types.NestedField.from(newField(column, false, appended++))
                    .withInitialDefault(LakeTypes.initialDefault(column))
                    .withWriteDefault(LakeTypes.initialDefault(column))
                    .build());
        }
        Schema after = new Schema(fields, schema.identifierFieldIds());
        return new SchemaPlan(base, schema, change, after, shapeAfter);
    }

    /** Exactly the wanted columns, in their order; the others stay at the end as optional columns, or go. */
    SchemaPlan anew(TableShape wanted, Predicate<String> keeps) {
        if (needsOnlyAppends(wanted, keeps)) {
            return append(wanted, SchemaChange.NONE);
        }
        List<Types.NestedField> fields = new ArrayList<>();
        Set<Integer> key = new HashSet<>();
        int added = 0;
        for (Column column : wanted.columns()) {
            boolean required = wanted.key().contains(column.name());
            Types.NestedField old = base.findField(column.name());
            Types.NestedField field = old != null && old.type().equals(LakeTypes.toIceberg(column.type()))
                    ? withoutDefaults(old).isOptional(!required).build()
                    : newField(column, required, added++);
            fields.add(field);
            if (required) {
                key.add(field.fieldId());
            }
        }
        others(wanted).stream()
                .filter(field -> keeps.test(field.name()))
                .forEach(field -> fields.add(withoutDefaults(field).asOptional().build()));
        Schema schema = new Schema(fields, key);
        return new SchemaPlan(base, schema, SchemaChange.NONE, schema, LakeTypes.shapeOf(table, schema));
    }

    /** Where no old row stays, every row has a value of its own, which another shard may lack. */
    private static Types.NestedField.Builder withoutDefaults(Types.NestedField field) {
        return Types.NestedField.from(field)
                .withInitialDefault((Literal<?>) null)
                .withWriteDefault((Literal<?>) null);
    }

    /** Whether the wanted columns are those of the table, in its order and without defaults, and then new ones. */
    private boolean needsOnlyAppends(TableShape wanted, Predicate<String> keeps) {
        List<Types.NestedField> others = others(wanted);
        boolean othersFit = others.stream().allMatch(field -> field.isOptional() && keeps.test(field.name()));
        if (!othersFit || !keyOf(current).equals(keyOf(wanted))) {
            return false;
        }
        List<Column> kept = new ArrayList<>(current.columns());
        Set<String> otherNames = others.stream().map(Types.NestedField::name).collect(Collectors.toSet());
        kept.removeIf(column -> otherNames.contains(column.name()));
        if (kept.size() > wanted.columns().size()) {
            return false;
        }
        for (int i = 0; i < kept.size(); i++) {
            Column old = kept.get(i);
            Column column = wanted.columns().get(i);
            boolean required = wanted.key().contains(column.name());
            if (!old.equals(new Column(column.name(), column.type(), required))) {
                return false;
            }
        }
        return true;
    }

    /** Columns of the table of which the wanted shape has none, not even one whose name differs by case alone. */
    private List<Types.NestedField> others(TableShape wanted) {
        return base.columns().stream()
                .filter(field -> wanted.homonym(field.name()).isEmpty())
                .toList();
    }

    private static Set<String> keyOf(TableShape shape) {
        return new HashSet<>(shape.key());
    }

    /**
     * @param before how many other columns are added before it
     */
    private Types.NestedField newField(Column column, boolean required, int before) {
        return LakeTypes.field(lastColumnId + 1 + before, column, required);
    }

    private void requireSameType(Column lake, Column wanted) {
        if (!lake.type().equals(wanted.type())) {
            throw incompatible(
                    "column " + wanted.name() + " is " + lake.type() + ", but " + wanted.type() + " is wanted");
        }
        if (lake.required() && !wanted.required()) {
            throw incompatible("column " + wanted.name() + " is required, but the source allows null in it");
        }
    }

    /** Most readers fold case, so columns that differ by case alone would make the table unreadable to them. */
    private void requireNewName(Column wanted) {
        current.homonym(wanted.name()).ifPresent(column -> {
            throw incompatible("column " + wanted.name() + " of type " + wanted.type() + " is wanted, but column "
                    + column.name() + " of type " + column.type() + " differs from it only by case");
        });
    }

    private void requireFreeNames(TableShape shape, SchemaChange change) {
        change.added().forEach(this::requireNewName);
        for (Map.Entry<String, String> renamed : change.renamed().entrySet()) {
            for (Column other : shape.columns()) {
                boolean stays = !other.name().equals(renamed.getKey())
                        && !change.dropped().contains(other.name());
                if (stays && change.nameOf(other.name()).equalsIgnoreCase(renamed.getValue())) {
                    throw incompatible("column " + renamed.getKey() + " is renamed to " + renamed.getValue()
                            + ", but that is the name of column " + other.name() + " then");
                }
            }
        }
    }

    private void requireNullable(TableShape wanted) {
        for (Column column : current.columns()) {
            if (column.required() && wanted.indexOf(column.name()) < 0) {
                throw incompatible("column " + column.name() + " of type " + column.type()
                        + " is required, but the source has no such column");
            }
        }
    }

    private CodedException incompatible(String what) {
        return new CodedException(
                ErrorCode.LAKE,
                "incompatible-schema",
                "Cannot write to " + table + ": " + what
                        + ". Only new columns can be added in place. Copy the table again into a new lake table, or exclude "
                        + "the column");
    }
}
