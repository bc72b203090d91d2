-- An update that only respells a key of a case-insensitive collation leaves one row, in the new spelling.
-- before
create table c011_words (id bigint not null, word varchar(20) character set utf8mb4 collate utf8mb4_general_ci not null, v int, primary key (id, word));
insert into c011_words (id, word, v) values (1, 'apple', 1), (8, 'Pear', 2), (2, 'fig', 3);
-- running
update c011_words set word = 'APPLE' where id = 1;
update c011_words set word = 'pear ', v = 20 where id = 8;
update c011_words set v = 30 where id = 2 and word = 'FIG';
