-- Without a primary key a unique key of NOT NULL columns identifies the rows.
-- before
create table c008_codes (id bigint not null, code varchar(20) character set utf8mb4 collate utf8mb4_bin not null, note varchar(20), other int, unique key by_code (code), unique key by_other (other));
insert into c008_codes (id, code, note, other) values (1, 'a', 'x', null), (8, 'b', 'y', 1), (2, 'A', 'z', null);
-- running
update c008_codes set note = 'changed' where code = 'a';
update c008_codes set code = 'B' where id = 8;
delete from c008_codes where code = 'A';
insert into c008_codes (id, code, note, other) values (10, 'b', null, 2);
