package io.vitesslake.decode;

import io.vitess.proto.Query.Type;

/** The type by which VStream tells a declared column, if its collation is none of those that make bytes of a text. Stateless. */
final class WireTypes {

    private WireTypes() {}

    /** A number of {@code query.Type}; 0 for a type that is not MySQL's. */
    static int of(DeclaredType declared) {
        return switch (declared.base()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> integer(declared);
            case "year" -> Type.YEAR_VALUE;
            case "bit" -> Type.BIT_VALUE;
            case "decimal", "numeric" -> Type.DECIMAL_VALUE;
            case "float" -> Type.FLOAT32_VALUE;
            case "double" -> Type.FLOAT64_VALUE;
            case "date" -> Type.DATE_VALUE;
            case "datetime" -> Type.DATETIME_VALUE;
            case "timestamp" -> Type.TIMESTAMP_VALUE;
            case "time" -> Type.TIME_VALUE;
            case "char" -> Type.CHAR_VALUE;
            case "binary" -> Type.BINARY_VALUE;
            case "varchar" -> Type.VARCHAR_VALUE;
            case "varbinary" -> Type.VARBINARY_VALUE;
            case "tinytext", "text", "mediumtext", "longtext" -> Type.TEXT_VALUE;
            case "tinyblob", "blob", "mediumblob", "longblob" -> Type.BLOB_VALUE;
            case "enum" -> Type.ENUM_VALUE;
            case "set" -> Type.SET_VALUE;
            case "json" -> Type.JSON_VALUE;
            case "geometry", "point", "linestring", "polygon", "geomcollection", "geometrycollection" ->
                Type.GEOMETRY_VALUE;
            case "multipoint", "multilinestring", "multipolygon" -> Type.GEOMETRY_VALUE;
            case "vector" -> Type.VECTOR_VALUE;
            default -> Type.NULL_TYPE_VALUE;
        };
    }

    private static int integer(DeclaredType declared) {
        boolean unsigned = declared.unsigned();
        return switch (declared.base()) {
            case "tinyint" -> unsigned ? Type.UINT8_VALUE : Type.INT8_VALUE;
            case "smallint" -> unsigned ? Type.UINT16_VALUE : Type.INT16_VALUE;
            case "mediumint" -> unsigned ? Type.UINT24_VALUE : Type.INT24_VALUE;
            case "int" -> unsigned ? Type.UINT32_VALUE : Type.INT32_VALUE;
            default -> unsigned ? Type.UINT64_VALUE : Type.INT64_VALUE;
        };
    }
}
