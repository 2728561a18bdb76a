package mosaic.gateway.search.store;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import mosaic.gateway.resource.Selection;
import mosaic.gateway.resource.Selection.Own;
import mosaic.gateway.resource.store.ItemRows;
import mosaic.gateway.scope.ResourceType;

/**
 * The SQL of a search. Branch by branch, as in lists, it goes through the rows that the selections
 * let see and no others, compares each with the query, and keeps the best; then it reads those, and
 * cuts snippets out of them. A type that is not selected is in no statement.
 *
 * <p>Parameters: {@code $1} language, {@code $2…$5} the terms (see {@code search_query}, V7),
 * {@code $6} limit, then the team ids of each selection.
 */
final class SearchSql {
  /** Where the parameters of the selections begin. */
  static final int FIRST_TEAMS = 7;

  /** Before a match. Neither sign is in what snippets are cut out of: there they are removed. */
  static final char BEGIN_MATCH = 2;

  /** After a match. */
  static final char END_MATCH = 3;

  private static final String ORDER = " order by score desc, updated_at desc, id desc, resource";

  private SearchSql() {}

  static String of(List<Selection> selections) {
    List<String> branches = new ArrayList<>();
    for (int i = 0; i < selections.size(); i++) {
      branches.add(visible(selections.get(i), "$" + (FIRST_TEAMS + i)));
    }
    String rows =
        selections.stream()
            .map(selection -> rows(selection.type()))
            .collect(Collectors.joining(" union all "));
    return """
        with asked as materialized (select search_query($1::text::regconfig, $2, $3, $4, $5) as query),
        best as materialized (
          select f.*, count(*) over () as found
            from (select * from (%1$s) v %2$s limit $6) f),
        sized as (
          select r.*, sum(octet_length(r.body)) over (%2$s
                   rows between unbounded preceding and 1 preceding) as bytes_before
            from (%3$s) r)
        select s.*, %4$s as title_snippet, %5$s as body_snippet
          from sized s
         where coalesce(bytes_before, 0) < 1048576
        %2$s limit $6 - 1
        """
        .formatted(
            String.join(" union all ", branches),
            ORDER,
            rows,
            snippet("s.title", "HighlightAll=true"),
            snippet("s.body", "MaxFragments=2, MaxWords=24, MinWords=8, ShortWord=0"));
  }

  /**
   * What a selection lets see, and the query finds; {@code offset 0} keeps PostgreSQL from joining
   * the reader's teams with everybody's rows, in a time that would tell how many those are. The
   * score is the density with which its words cover the text, in titles more than in bodies, as
   * x/(x+1).
   */
  private static String visible(Selection selection, String teams) {
    ResourceType type = selection.type();
    Own own = selection.own();
    String found =
        """
        select '%s' as resource, t.id, t.updated_at,
               ts_rank_cd(t.search, (select query from asked), 32)::float8 as score
          from %s t where t.search @@ (select query from asked) and\
        """
            .formatted(type.wireName(), type.wireName());
    String ofTeams =
        "select r.* from unnest(%s::uuid[]) as team(id) cross join lateral (%s t.team_id = team.id%s offset 0) r"
            .formatted(
                teams,
                found,
                own == Own.ALL ? " and t.owner_id <> (select current_mosaic_user())" : "");
    return own == Own.NONE
        ? ofTeams
        : "(%s t.owner_id = (select current_mosaic_user())%s) union all %s"
            .formatted(found, own == Own.PERSONAL ? " and t.team_id is null" : "", ofTeams);
  }

  private static String rows(ResourceType type) {
    return """
        select b.resource, b.score, b.found, i.id, i.title, i.body, i.owner_id, i.team_id,
               i.created_at, i.updated_at, i.status, i.note_id, i.own_secret
          from best b
          join lateral (select %s from %s t where t.id = b.id) i on true
         where b.resource = '%s'\
        """
        .formatted(ItemRows.columnsOfAny(type), type.wireName(), type.wireName());
  }

  /** Out of the beginning of a text only: every match costs another pass through it. */
  private static String snippet(String text, String options) {
    return """
        ts_headline($1::text::regconfig, translate(search_text(%s, 20000), chr(2) || chr(3), ''), (select query from asked),
          'StartSel="' || chr(2) || '", StopSel="' || chr(3) || '", FragmentDelimiter=" … ", %s')\
        """
        .formatted(text, options);
  }
}
