-- BIT is an unsigned number, up to 64 bits.
-- before
create table c033_bits (id bigint not null primary key, b1 bit(1), b8 bit(8), b63 bit(63), b64 bit(64));
insert into c033_bits (id, b1, b8, b63, b64) values (1, 1, 255, 9223372036854775807, 18446744073709551615), (8, 0, 0, 0, 0);
-- running
insert into c033_bits (id, b1, b8, b63, b64) values (2, 1, 255, 9223372036854775807, 18446744073709551615), (10, 0, 128, 1, 9223372036854775808);
update c033_bits set b8 = 10 where id = 8;
