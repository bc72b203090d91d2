package io.vitesslake.demo;

/**
 * The commands that query the demo's lake from other engines.
 *
 * @param namespace of the tables
 */
record QueryCommands(DemoDirectory demo, String namespace) {

    String spark() {
        return String.join(
                " \\\n    ",
                "spark-sql --packages org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0,org.xerial:sqlite-jdbc:3.54.1.0",
                "--conf spark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog",
                "--conf spark.sql.catalog.lake.type=jdbc",
                "--conf spark.sql.catalog.lake.uri=jdbc:sqlite:" + demo.catalog(),
                "--conf spark.sql.catalog.lake.warehouse=" + demo.warehouse().toUri(),
                "-e \"select sku, count(*), sum(qty) from lake." + namespace
                        + ".orders group by sku order by 2 desc limit 10\"");
    }

    /** File {@code etc/catalog/lake.properties}, and the query. */
    String trino() {
        return String.join(
                "\n  ",
                "cat > etc/catalog/lake.properties <<END",
                "connector.name=iceberg",
                "iceberg.catalog.type=jdbc",
                "iceberg.jdbc-catalog.catalog-name=lake",
                "iceberg.jdbc-catalog.driver-class=org.sqlite.JDBC",
                "iceberg.jdbc-catalog.connection-url=jdbc:sqlite:" + demo.catalog(),
                "iceberg.jdbc-catalog.default-warehouse-dir=" + demo.warehouse().toUri(),
                "fs.hadoop.enabled=true",
                "END",
                "cp sqlite-jdbc-3.54.1.0.jar plugin/iceberg/   # then start the server, and",
                "trino --execute 'select sku, count(*), sum(qty) from lake." + namespace
                        + ".orders group by sku order by 2 desc limit 10'");
    }
}
