-- Integers hold their limits, copied and streamed.
-- before
create table c020_int (id bigint not null primary key, t tinyint, tu tinyint unsigned, s smallint, su smallint unsigned, m mediumint, mu mediumint unsigned, i int, iu int unsigned, b bigint, bu bigint unsigned, bo boolean, z int(8) unsigned zerofill);
insert into c020_int (id, t, tu, s, su, m, mu, i, iu, b, bu, bo, z) values (1, -128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, false, 42), (8, 127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, true, 4294967295);
-- running
insert into c020_int (id, t, tu, s, su, m, mu, i, iu, b, bu, bo, z) values (2, -128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, false, 42), (10, 127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, true, 4294967295);
insert into c020_int (id) values (3);
