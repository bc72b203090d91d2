package io.vitesslake.decode;

import io.vitesslake.source.Shard;
import java.nio.charset.StandardCharsets;

/** Shards by the bytes of their keyspace and name; each shard is one object. One thread. */
final class ShardNames {

    private final ByteKeyMap<ByteKeyMap<Shard>> keyspaces = new ByteKeyMap<>();

    Shard shard(byte[] buffer, int keyspaceStart, int keyspaceLength, int start, int length) {
        ByteKeyMap<Shard> shards = keyspaces.find(buffer, keyspaceStart, keyspaceLength);
        if (shards == null) {
            shards = keyspaces.put(buffer, keyspaceStart, keyspaceLength, new ByteKeyMap<>());
        }
        Shard known = shards.find(buffer, start, length);
        return known != null
                ? known
                : shards.put(
                        buffer,
                        start,
                        length,
                        new Shard(
                                new String(buffer, keyspaceStart, keyspaceLength, StandardCharsets.UTF_8),
                                new String(buffer, start, length, StandardCharsets.UTF_8)));
    }
}
