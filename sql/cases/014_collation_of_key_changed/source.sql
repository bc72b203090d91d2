-- A key whose collation becomes a stricter one tells spellings apart from then on.
-- before
create table c014_words (id bigint not null, word varchar(20) character set utf8mb4 collate utf8mb4_general_ci not null, v int, primary key (id, word));
insert into c014_words (id, word, v) values (1, 'a', 1), (8, 'b', 8);
-- running
alter table c014_words modify word varchar(20) character set utf8mb4 collate utf8mb4_bin not null;
insert into c014_words (id, word, v) values (1, 'A', 2), (8, 'B', 9);
delete from c014_words where id = 8 and word = 'b';
