-- Run by parents only, in a database that is new for each run of the application; instances that share one all run this.
create sequence if not exists document_number;

create table if not exists rendered_page (
    document   varchar(40)   not null,
    run        integer       not null,
    page       integer       not null,
    width      integer       not null,
    height     integer       not null,
    excerpt    varchar(1000) not null,
    worker_pid bigint        not null,
    primary key (document, run, page)
);
