create table customer (
  id bigint not null primary key,
  name varchar(100),
  email varchar(200),
  balance decimal(12,2),
  created timestamp(6) not null default current_timestamp(6)
) default charset=utf8mb4;

create table orders (
  id bigint not null,
  customer_id bigint not null,
  sku varchar(32) not null,
  qty int unsigned not null,
  price decimal(10,2),
  primary key (customer_id, id)
) default charset=utf8mb4;

create table code_ci (
  code varchar(20) collate utf8mb4_general_ci primary key,
  v int
) default charset=utf8mb4;

-- Every shard holds all of it.
create table country (
  code char(2) not null primary key,
  name varchar(50),
  rate decimal(6,3)
) default charset=utf8mb4;

create table nopk (
  a int,
  b varchar(20),
  key (a)
) default charset=utf8mb4;

create table types (
  id bigint unsigned not null primary key,
  c_tiny tinyint, c_utiny tinyint unsigned, c_bool tinyint(1), c_small smallint, c_usmall smallint unsigned,
  c_medium mediumint, c_umedium mediumint unsigned, c_int int, c_uint int unsigned, c_big bigint, c_ubig bigint unsigned,
  c_zf int(6) unsigned zerofill,
  c_float float, c_double double, c_dec decimal(12,2), c_dec65 decimal(65,30), c_bit1 bit(1), c_bit10 bit(10), c_bit64 bit(64),
  c_date date, c_dt datetime, c_dt6 datetime(6), c_ts timestamp null, c_ts6 timestamp(6) null, c_time time, c_time6 time(6), c_year year,
  c_char char(10), c_varchar varchar(50), c_latin varchar(50) character set latin1, c_bin binary(8), c_varbin varbinary(50),
  c_tinytext tinytext, c_text text, c_mtext mediumtext, c_ltext longtext, c_tinyblob tinyblob, c_blob blob, c_lblob longblob,
  c_enum enum('small','medium','large','a,b'), c_set set('r','w','x'), c_json json, c_point point, c_geom geometry,
  c_cp1251 varchar(50) character set cp1251, c_gb18030 varchar(50) character set gb18030 collate gb18030_unicode_520_ci, c_sjis varchar(50) character set sjis,
  c_ucs2 varchar(50) character set ucs2, c_utf16 varchar(50) character set utf16, c_utf16le text character set utf16le, c_utf32 char(20) character set utf32,
  c_elatin enum('é','ü','b') character set latin1, c_eucs2 enum('é','漢','b') character set ucs2, c_ssjis set('漢','字','b') character set sjis,
  c_gen bigint as (id + 1) stored, c_virt int as (c_int * 2) virtual
) default charset=utf8mb4;

-- Of `types` the columns that need no rules of their own.
create table common_types (
  id bigint unsigned not null primary key,
  c_tiny tinyint, c_utiny tinyint unsigned, c_bool tinyint(1), c_small smallint, c_usmall smallint unsigned,
  c_medium mediumint, c_umedium mediumint unsigned, c_int int, c_uint int unsigned, c_big bigint, c_ubig bigint unsigned,
  c_zf int(6) unsigned zerofill,
  c_float float, c_double double, c_dec decimal(12,2), c_dec38 decimal(38,10),
  c_date date, c_dt datetime, c_dt6 datetime(6), c_ts timestamp null, c_ts6 timestamp(6) null, c_year year,
  c_char char(10), c_varchar varchar(50), c_bincol varchar(50) collate utf8mb4_bin, c_latin varchar(50) character set latin1,
  c_bin binary(8), c_varbin varbinary(50),
  c_tinytext tinytext, c_text text, c_mtext mediumtext, c_ltext longtext, c_tinyblob tinyblob, c_blob blob, c_lblob longblob,
  c_enum enum('small','medium','large','a,b'), c_set set('r','w','x'), c_json json,
  c_gen bigint as (id + 1) stored, c_virt int as (c_int * 2) virtual
) default charset=utf8mb4;
