-- Bytes are kept as they are; BINARY has its padding of zeros.
-- before
create table c030_bytes (id bigint not null primary key, b binary(4), vb varbinary(8), t tinyblob, bl blob, m mediumblob, l longblob);
insert into c030_bytes (id, b, vb, t, bl, m, l) values (1, x'01', x'00ff', x'', x'deadbeef', x'0a0d', x'5c27'), (8, x'ffffffff', x'', x'80', x'', x'', x'00');
-- running
insert into c030_bytes (id, b, vb, t, bl, m, l) values (2, x'01', x'00ff', x'', x'deadbeef', x'0a0d', x'5c27');
update c030_bytes set vb = x'20', b = null where id = 8;
