package io.vitesslake.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.iceberg.CatalogProperties;

/**
 * Where files go, and which FileIO takes them there.
 *
 * @param scheme of the warehouse; empty when it has none that we could know, such as the name of one that a REST server keeps
 * @param fileIo class of the FileIO; empty when the catalog chooses
 * @param problems what speaks against it, each with its way out
 */
record LakeStore(String warehouse, String scheme, Optional<String> fileIo, List<String> problems) {

    private static final String S3_FILE_IO = "org.apache.iceberg.aws.s3.S3FileIO";
    private static final String HADOOP_FILE_IO = "org.apache.iceberg.hadoop.HadoopFileIO";
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):/.*");

    /** Stores with an atomic rename that fails when the target exists; on others the Hadoop catalog loses commits. */
    private static final Set<String> RENAMING_STORES = Set.of("file", "hdfs", "viewfs");

    static LakeStore of(Map<String, String> properties, Configuration hadoop) {
        String warehouse = properties.getOrDefault(CatalogProperties.WAREHOUSE_LOCATION, "");
        Optional<String> asked = Optional.ofNullable(properties.get(CatalogProperties.FILE_IO_IMPL));
        Matcher found = SCHEME.matcher(warehouse);
        boolean path = warehouse.startsWith("/");
        if (!found.matches() && !path) {
            return new LakeStore(warehouse, "", asked, List.of());
        }
        String scheme = path ? FileSystem.getDefaultUri(hadoop).getScheme() : found.group(1);
        String io = asked.orElse(scheme.equals("s3") ? S3_FILE_IO : HADOOP_FILE_IO);
        List<String> problems = new ArrayList<>();
        if (io.equals(HADOOP_FILE_IO) && !hadoopServes(scheme, hadoop)) {
            problems.add("Hadoop has no file system for " + scheme + "://. "
                    + (scheme.equals("s3")
                            ? "Leave io-impl out, or use a warehouse on s3a://"
                            : "Use a warehouse on s3://, s3a://, hdfs:// or file://; or set io-impl to a FileIO on the"
                                    + " class path"));
        }
        return new LakeStore(warehouse, scheme, Optional.of(io), problems);
    }

    private static boolean hadoopServes(String scheme, Configuration hadoop) {
        try {
            return FileSystem.getFileSystemClass(scheme, hadoop) != null;
        } catch (UnsupportedFileSystemException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot load the file system of " + scheme + "://", e);
        } catch (RuntimeException e) {
            // Hadoop names classes for stores whose jar is not there.
            if (e.getCause() instanceof ClassNotFoundException) {
                return false;
            }
            throw e;
        }
    }

    boolean isS3FileIo() {
        return fileIo.equals(Optional.of(S3_FILE_IO));
    }

    boolean isHadoopFileIo() {
        return fileIo.equals(Optional.of(HADOOP_FILE_IO));
    }

    boolean renamesAtomically() {
        return RENAMING_STORES.contains(scheme);
    }
}
