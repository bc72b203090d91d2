package io.vitesslake.source;

/** The text of a VGTID as it is saved: canonical JSON of {@code binlogdata.VGtid}, shards sorted. Stateless. */
public interface VgtidText {

    String print(Vgtid vgtid);

    /**
     * @throws io.vitesslake.change.CodedException LAKE when the text is no VGTID
     */
    Vgtid parse(String text);
}
