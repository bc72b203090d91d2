package io.vitesslake.decode;

import io.vitess.proto.Query;

/** The type by which VStream tells a declared column, if its collation is none of those that make bytes of a text. Stateless. */
final class WireTypes {

    private WireTypes() {}

    /** A number of {@code query.Type}; 0 for a type that is not MySQL's. */
    static int of(DeclaredType declared) {
        return switch (declared.base()) {
            case "tinyint", "smallint", "mediumint", "int", "bigint" -> integer(declared);
            case "year" -> Query.Type.YEAR_VALUE;
            case "bit" -> Query.Type.BIT_VALUE;
            case "decimal", "numeric" -> Query.Type.DECIMAL_VALUE;
            case "float" -> Query.Type.FLOAT32_VALUE;
            case "double" -> Query.Type.FLOAT64_VALUE;
            case "date" -> Query.Type.DATE_VALUE;
            case "datetime" -> Query.Type.DATETIME_VALUE;
            case "timestamp" -> Query.Type.TIMESTAMP_VALUE;
            case "time" -> Query.Type.TIME_VALUE;
            case "char" -> Query.Type.CHAR_VALUE;
            case "binary" -> Query.Type.BINARY_VALUE;
            case "varchar" -> Query.Type.VARCHAR_VALUE;
            case "varbinary" -> Query.Type.VARBINARY_VALUE;
            case "tinytext", "text", "mediumtext", "longtext" -> Query.Type.TEXT_VALUE;
            case "tinyblob", "blob", "mediumblob", "longblob" -> Query.Type.BLOB_VALUE;
            case "enum" -> Query.Type.ENUM_VALUE;
            case "set" -> Query.Type.SET_VALUE;
            case "json" -> Query.Type.JSON_VALUE;
            case "geometry", "point", "linestring", "polygon", "geomcollection", "geometrycollection" ->
                Query.Type.GEOMETRY_VALUE;
            case "multipoint", "multilinestring", "multipolygon" -> Query.Type.GEOMETRY_VALUE;
            case "vector" -> Query.Type.VECTOR_VALUE;
            default -> Query.Type.NULL_TYPE_VALUE;
        };
    }

    private static int integer(DeclaredType declared) {
        boolean unsigned = declared.unsigned();
        return switch (declared.base()) {
            case "tinyint" -> unsigned ? Query.Type.UINT8_VALUE : Query.Type.INT8_VALUE;
            case "smallint" -> unsigned ? Query.Type.UINT16_VALUE : Query.Type.INT16_VALUE;
            case "mediumint" -> unsigned ? Query.Type.UINT24_VALUE : Query.Type.INT24_VALUE;
            case "int" -> unsigned ? Query.Type.UINT32_VALUE : Query.Type.INT32_VALUE;
            default -> unsigned ? Query.Type.UINT64_VALUE : Query.Type.INT64_VALUE;
        };
    }
}
