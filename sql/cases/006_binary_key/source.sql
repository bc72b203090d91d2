-- A key of bytes is padded as MySQL pads it, and zeros at its end count.
-- before
create table c006_hashes (id bigint not null, hash binary(4) not null, tail varbinary(4) not null, v int, primary key (hash, tail));
insert into c006_hashes (id, hash, tail, v) values (1, x'01', x'', 1), (8, x'0102', x'00', 2), (2, x'00000000', x'0000', 3), (10, x'ff', x'20', 4);
-- running
update c006_hashes set v = 10 where hash = x'01000000';
delete from c006_hashes where hash = x'00000000' and id = 2;
update c006_hashes set tail = x'2000' where hash = x'ff000000';
insert into c006_hashes (id, hash, tail, v) values (3, x'7f', x'', 5);
