-- Prepares each of the queries and plans it for any values, without sequential reads where there is another way. What it sets is taken back
-- by the exception at its end, as it may run within a transaction that goes on.
declare
  query pg_catalog.text;
  plan pg_catalog.json;
  arguments pg_catalog.text;
  types pg_catalog.text;
  result pg_catalog.jsonb;
  results pg_catalog.jsonb := '[]';
begin
  begin
    perform pg_catalog.set_config('search_path', $path$, true);
    perform pg_catalog.set_config('enable_seqscan', 'off', true);
    perform pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true);
    foreach query in array array[$queries$]::pg_catalog.text[] loop
      begin
        execute 'prepare whimbrel_query as ' operator(pg_catalog.||) query;
        begin
          select pg_catalog.string_agg('null', ', '), pg_catalog.string_agg(u.type::pg_catalog.text, ', ' order by u.place)
            into arguments, types
            from pg_catalog.pg_prepared_statements as s, pg_catalog.unnest(s.parameter_types) with ordinality as u (type, place)
           where s.name operator(pg_catalog.=) 'whimbrel_query';
          execute 'explain (verbose, format json) execute whimbrel_query'
            operator(pg_catalog.||) coalesce('(' operator(pg_catalog.||) arguments operator(pg_catalog.||) ')', '') into plan;
          select pg_catalog.jsonb_build_object('indexed', coalesce(pg_catalog.string_agg(distinct (scan.node operator(pg_catalog.->>) 'Schema')
                   operator(pg_catalog.||) '.' operator(pg_catalog.||) (scan.node operator(pg_catalog.->>) 'Relation Name'), pg_catalog.chr(31)), ''),
                   'types', coalesce(types, ''))
            into result
            from pg_catalog.jsonb_path_query(plan::pg_catalog.jsonb, 'strict $.** ? (exists(@."Relation Name") && (exists(@."Index Cond")
                   || exists(@."Recheck Cond") && exists(@."Plans"[*].**?(exists(@."Index Cond") && !exists(@."Relation Name")))))') as scan (node);
        exception when others then
          result := pg_catalog.jsonb_build_object('unplanned', sqlerrm);
        end;
        deallocate whimbrel_query;
      exception when others then
        result := pg_catalog.jsonb_build_object('error', sqlerrm);
      end;
      results := results operator(pg_catalog.||) pg_catalog.jsonb_build_array(result);
    end loop;
    raise exception using errcode = 'WBQRY', message = results::pg_catalog.text;
  exception when sqlstate 'WBQRY' then
    perform pg_catalog.set_config('whimbrel.queries', sqlerrm, false);
  end;
end
