package io.vitesslake.source;

/** How statements spell the name of a table or column. */
public final class QuotedName {

    private QuotedName() {}

    /** In backticks, those of the name doubled (MySQL manual, section Schema Object Names). */
    public static String of(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
