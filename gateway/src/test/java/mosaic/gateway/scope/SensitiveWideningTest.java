package mosaic.gateway.scope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an edit needs a second admin: only what grants more of what is sensitive. */
class SensitiveWideningTest {
  private static final String TEAM = "0198c0de-0000-7000-8000-0000000000bb";
  private static final String OTHER = "0198c0de-0000-7000-8000-0000000000cc";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        // from | to | whether it widens
        "'resources':[] | 'resources':['tasks'] | false",
        "'resources':[] | 'resources':['credentials'] | true",
        "'resources':['api_keys'] | 'resources':['credentials'] | true",
        "'resources':['tasks'] | 'resources':['tasks','teams/T/credentials'] | true",
        "'resources':['credentials'] | 'resources':['credentials'] | false",
        "'resources':['credentials'] | 'resources':['credentials','tasks'] | false",
        "'resources':['credentials','api_keys'] | 'resources':['credentials'] | false",
        "'resources':['credentials'] | 'resources':['teams/T/credentials'] | true",
        "'resources':['credentials'] | 'resources':[] | false",
        "'resources':['tasks'],'excluded_resources':['credentials'] | 'resources':['tasks'] | false",
        "'resources':['credentials'],'excluded_resources':['credentials'] | 'resources':['credentials'] | true",
        "'resources':['credentials'] | 'resources':['credentials'],'excluded_resources':['credentials'] | false",
        "'resources':['credentials'],'excluded_resources':['teams/T/credentials'] | 'resources':['credentials'] | true",
        "'resources':['credentials'],'excluded_resources':['tasks'] | 'resources':['credentials'] | false",
        "'resources':['credentials'] | 'resources':['credentials'],'filters':{'credentials':{'include_personal':true,'include_teams':['T']}} | true",
        "'resources':['credentials'],'filters':{'credentials':{'include_teams':['T','O']}} | 'resources':['credentials'],'filters':{'credentials':{'include_teams':['T']}} | false",
        "'resources':['credentials'],'filters':{'credentials':{'include_teams':['T']}} | 'resources':['credentials'],'filters':{'credentials':{'include_teams':['O']}} | true",
        "'resources':['credentials'],'filters':{'credentials':{'include_teams':['T']}} | 'resources':['credentials'],'filters':{'credentials':{'include_personal':true,'include_teams':['T']}} | true",
        "'resources':['credentials'],'filters':{'credentials':{'include_teams':['T']}} | 'resources':['credentials'] | true",
        "'resources':['credentials'] | 'resources':['credentials'],'filters':{'credentials':{}} | false",
        "'resources':['credentials','tasks'] | 'resources':['credentials','tasks'],'filters':{'tasks':{'include_personal':true,'include_teams':['T']}} | false",
        "'resources':['credentials'],'max_rows_per_query':5 | 'resources':['credentials'],'max_rows_per_query':500 | false",
      })
  void widensSensitive_edit_isWhetherItGrantsMore(String from, String to, boolean widens)
      throws Exception {
    assertThat(scope(to).widensSensitive(scope(from))).isEqualTo(widens);
  }

  private static Scope scope(String members) throws JsonProcessingException {
    String json =
        "{"
            + members
                .replace('\'', '"')
                .replace("T/", TEAM + "/")
                .replace("\"T\"", q(TEAM))
                .replace("\"O\"", q(OTHER))
            + "}";
    return Scope.parse(
        new ObjectMapper().readValue(json, new TypeReference<Map<String, Object>>() {}));
  }

  private static String q(String text) {
    return '"' + text + '"';
  }
}
