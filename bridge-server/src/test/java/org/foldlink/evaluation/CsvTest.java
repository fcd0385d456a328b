package org.foldlink.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

    @Test
    void readsWhatItWrites() {
        List<List<String>> lines = List.of(
                List.of("case", "a, b", "say \"hi\""), List.of("", "two\r\nlines", "x"), List.of("é", "1.5", ""));
        Csv csv = new Csv();
        lines.forEach(csv::line);
        assertThat(csv.text()).isEqualTo("case,\"a, b\",\"say \"\"hi\"\"\"\r\n,\"two\r\nlines\",x\r\né,1.5,\r\n");
        assertThat(Csv.parse(csv.text())).isEqualTo(lines);
    }

    @Test
    void readsWhatOthersWrite() {
        assertThat(Csv.parse("\uFEFFcase,class\n\na,1\nb,2"))
                .containsExactly(List.of("case", "class"), List.of("a", "1"), List.of("b", "2"));
        assertThat(Csv.parse("")).isEmpty();
        assertThatThrownBy(() -> Csv.parse("a,b\n\"c,d\n"))
                .hasMessage("line 2 has a quote that is not closed (expected comma-separated values, RFC 4180)");
    }
}
