"""What each rule says of a sentence, word for word: faults, and what is near to one."""

import pytest

from polywire.check.rule import Pair
from polywire.check.rules import ALL

RULES = {rule.name: rule for rule in ALL}

CASES: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    ("added", "He left.", "Ele saiu porque a ponte estava fechada e ninguém sabia quando ela abriria de novo.", [("stop", "much longer than a translation should be")]),
    ("attribution", "“It is so,” she denied.", "“É assim”, confirmou ela.", [("stop", "“deny” beside the quotation became “confirm”")]),
    ("clock", "It began at 9:15 a.m. and ended at 11:40 a.m.", "Começou às 9h15 e terminou às 11h40.", []),
    ("clock", "It began at 9:15 a.m. and ended at 11:40 a.m.", "Começou às 9h15 e terminou às 11h45.", [("stop", "the time 11:40 a.m. is missing or changed"), ("stop", "the time 11h45 does not stand in the original")]),
    ("clock", "It began in the morning.", "Começou às 9h15.", [("stop", "the time 9h15 does not stand in the original")]),
    ("clock", "It began at 9:15 p.m.", "Começou às 21h15.", []),
    ("clock", "At noon it ended.", "Ao meio-dia terminou.", []),
    ("clock", "At noon it ended.", "À meia-noite terminou.", [("stop", "the time noon is missing or changed"), ("stop", "the time meia-noite does not stand in the original")]),
    ("code", "See @desk and #bridge.", "Veja @desk.", [("stop", "#bridge is missing or broken")]),
    ("code", "See @desk.", "Veja @desk.", []),
    ("code-number", "Model A320 landed.", "O modelo A330 pousou.", [("stop", "A320 became A330")]),
    ("code-number", "Model A320 landed.", "O modelo A320 pousou.", []),
    ("copied", "The council closed the old bridge.", "The council closed the old bridge.", [("stop", "the original came back untranslated")]),
    ("copied", "Norvale Courier", "Norvale Courier", []),
    ("currency", "It cost €40 and €50.", "Custou 40 euros e 50 euros.", []),
    ("currency", "It cost €40 and $50.", "Custou 40 dólares e 50 euros.", [("stop", "40 EUR became 40 USD"), ("stop", "50 USD became 50 EUR")]),
    ("currency", "It cost €40.", "Custou 40.", [("stop", "40 EUR: the currency is missing")]),
    ("currency", "It cost 40.", "Custou 40 euros.", [("stop", "40 euros does not stand in the original")]),
    ("currency", "It cost €40.", "Custou 41 euros.", []),
    ("currency", "It cost €40, then €40 more.", "Custou 40 euros, depois 40 libras.", [("stop", "40 EUR became 40 GBP")]),
    ("doubled-mark", "It is so, he said.", "É assim,, disse ele.", [("doubt", "“,,”")]),
    ("doubled-mark", "He said: yes; no.", "Ele disse: sim;; não.", [("doubt", "“;;”")]),
    ("doubled-mark", "Wait... no.", "Espere... não.", []),
    ("doubled-mark", "A::B is C++.", "A::B é C++.", []),
    ("echo", "The clerk left.", "Here is the translation: O funcionário saiu.", [("stop", "the engine speaks for itself: “here is the translation”")]),
    ("empty", "He left.", "", [("stop", "the translation is empty")]),
    ("empty", "He left.", " \n", [("stop", "the translation is empty")]),
    ("empty", "", "", []),
    ("flood", "The bread came.", "O grande grande, grande, grande, grande e grande pão veio.", [("stop", "“grande” stands 6 times")]),
    ("incomplete", "He left (in May).", "Ele saiu (em maio.", [("stop", "breaks off inside a bracket")]),
    ("incomplete", "He left (in May.", "Ele saiu (em maio.", []),
    ("incomplete", "The council of the small town by the river voted on Monday to close the old bridge for two years.", "O conselho votou.", [("stop", "much shorter than a whole translation")]),
    ("incomplete", "The bridge opens.", "A ponte abre.", []),
    ("leftover", "The boat left with the crew.", "O barco saiu with the tripulação.", [("stop", "left in the source language: with, the")]),
    ("leftover", "The boat left with the crew.", "O barco saiu with a tripulação.", []),
    ("leftover", "They sang “with the sea” again.", "Cantaram “with the sea” de novo.", []),
    ("leftover", 'They sang "with the sea" again.', 'Cantaram "with the sea" de novo.', []),
    ("leftover", "Sail With The Wind won.", "Sail With The Wind venceu.", []),
    ("letters", "The bus stopped near Kharkiv.", "O ônibus parou perto de Харьков.", [("stop", "not in letters of pt: Харьков")]),
    ("letters", "The bus stopped near Kharkiv.", "O ônibus parou perto de Kharkiv.", []),
    ("letters", "The sign said «ВХОД».", "A placa dizia «ВХОД».", []),
    ("letters", "It weighs 5 μg.", "Pesa 5 μg.", []),
    ("letters", "He came to Kharkiv.", "Ele veio a Kharkivа.", [("stop", "not in letters of pt: Kharkivа")]),
    ("lines", "One.\nTwo.", "Um. Dois.", [("doubt", "2 lines became 1")]),
    ("lines", "One. Two.", "Um.\nDois.", [("stop", "1 line(s) became 2")]),
    ("lines", "One.\nTwo.", "Um.\nDois.", []),
    ("lines", "- One\n- Two", "- Um\n- Dois", []),
    ("lines", "• One • Two", "Um Dois", [("doubt", "2 bullet(s) became 0")]),
    ("list", "(1) Bread. (2) Milk. (3) Salt.", "(1) Pão. (2) Leite.", [("stop", "(1), (2), (3) became (1), (2)")]),
    ("list", "(1) Bread. (2) Milk. (3) Salt.", "(1) Pão. (3) Leite. (2) Sal.", [("stop", "(1), (2), (3) stands as (1), (3), (2)")]),
    ("list", "(1) Bread. (2) Milk. (3) Salt.", "(1) Pão. (2) Leite. (3) Sal.", []),
    ("list", "(1) Bread. (2) Milk. (3) Salt.", "(a) Pão. (b) Leite. (c) Sal.", [("stop", "(1), (2), (3) became (a), (b), (c)")]),
    ("list", "(a) Bread. (b) Milk. (c) Salt.", "(a) Pão. (b) Leite. (c) Sal.", []),
    ("loop", "It is so.", "É assim é assim.", [("stop", "“é assim” stands twice in a row")]),
    ("loop", "No, no, it is so so.", "Não, não, é assim assim.", [("stop", "“assim” stands twice in a row")]),
    ("loop", "It was very very good.", "Foi muito muito bom.", []),
    ("loop", "It was good.", "Foi muito muito bom.", [("stop", "“muito” stands twice in a row")]),
    ("loop", "Come in, come in, he said.", "Entre já, entre já, disse ele.", []),
    ("month", "It opens on May 3.", "Abre no dia 3.", [("stop", "May is missing")]),
    ("month", "It opens on the 3rd.", "Abre em 3 de maio.", [("stop", "May does not stand in the original")]),
    ("name", "Kanye Weston sang.", "Kanye Vannes cantou.", [("stop", "Weston became Vannes")]),
    ("name", "The mayor met Ilse Kovarik.", "O prefeito se reuniu com Ilse Kovarik.", []),
    ("name", "The mayor met Ilse Kovarik.", "O prefeito se reuniu com Ilse Kowarik.", [("stop", "Kovarik became Kowarik")]),
    ("name", "The mayor met Ilse Kovarik.", "O prefeito se reuniu com Ilse Brandt.", [("stop", "Kovarik became Brandt")]),
    ("name", "Johnny Redman sang.", "Johnny Rouge cantou.", [("stop", "Redman is missing, Rouge is new"), ("stop", "Rouge does not stand in the original")]),
    ("name-order", "Olsen met Novak, and Novak thanked Olsen.", "Novak encontrou Olsen, e Olsen agradeceu a Novak.", []),
    ("negation-added", "He said so.", "Ele não disse isso.", [("stop", "0 negation(s) became 1")]),
    ("negation-added", "He came.", "Não só ele veio.", [("stop", "the translation says “not only”, the original does not")]),
    ("negation-added", "He failed.", "Ele não conseguiu.", []),
    ("negation-added", "He failed twice.", "Ele não conseguiu e não voltou.", [("stop", "0 negation(s) became 2")]),
    ("negation-lost", "He did not say that it was not so.", "Ele não disse que não era assim.", []),
    ("negation-lost", "Not only he came.", "Ele veio.", [("stop", "the original says “not only”, the translation holds no “not”")]),
    ("negation-lost", "He did not succeed.", "Ele falhou.", [("note", "the original denies, the translation holds no negative word")]),
    ("negation-lost", "He failed.", "Ele não conseguiu.", []),
    ("negation-lost", "There was nothing.", "Há nada.", [("stop", "a negative word stands alone that needs another one")]),
    ("number-lost", "He waited two and a half years.", "Ele esperou dois anos e meio.", []),
    ("number-lost", "He waited two and a half years.", "Ele esperou dois anos.", [("stop", "two and a half is missing")]),
    ("number-lost", "It was so in the 1980s.", "Era assim nos anos 80.", []),
    ("number-lost", "It was so in the 1980s.", "Era assim nos anos 90.", [("stop", "1980 is missing")]),
    ("number-lost", "Two thirds left.", "Dois terços saíram.", []),
    ("number-lost", "A third of them left.", "Um quarto deles saiu.", [("stop", "A third is missing")]),
    ("number-order", "They won 3-1.", "Venceram por 3 a 1.", []),
    ("number-order", "They won 3-1, then lost 2-4.", "Venceram por 3-1, depois perderam por 4-2.", [("stop", "2-4 stands the other way round")]),
    ("office", "Mr Lima opened the school.", "O senhor deputado Lima abriu a escola.", [("stop", "senhor deputado: the original names no such office")]),
    ("office", "Mr Lima opened the school.", "O sr. Lima abriu a escola.", []),
    ("office", "The deputy Lima opened the school.", "O deputado Lima abriu a escola.", []),
    ("office", "Justice Hale read the ruling.", "A deputada Hale leu a decisão.", [("stop", "deputada Hale: the original names no such office")]),
    ("percent", "It rose 3% to 15%.", "Subiu 3% para 15%.", []),
    ("percent", "It rose 3% to 15%.", "Subiu 3% para 15.", [("stop", "15% is no longer a percentage")]),
    ("percent", "It rose 3 percent.", "Subiu 3%.", []),
    ("percent", "It rose by 3.", "Subiu 3%.", [("stop", "3 became a percentage")]),
    ("phone", "Call +44 20 7946 0958 or 020 7946 0111.", "Ligue para +44 20 7946 0958 ou 020 7946 0111.", []),
    ("phone", "Call +44 20 7946 0958 or 020 7946 0111.", "Ligue para +44 20 7946 0958.", [("stop", "020 7946 0111 is missing or has other digits")]),
    ("phone", "Call +44 20 7946 0958.", "Ligue para +49 20 7946 0958.", [("stop", "+44 20 7946 0958 is missing or has other digits")]),
    ("phone", "Call +44 20 7946 0958.", "Ligue para 0044 20 7946 0958.", []),
    ("phone", "Call 020 7946 0958 or 020 7946 0111.", "Ligue para 020 7946 0958 0111.", [("stop", "020 7946 0111 is missing or has other digits")]),
    ("place", "They fled to Norway and Sweden.", "Eles fugiram para a Noruega e a Dinamarca.", [("stop", "sweden became dinamarca")]),
    ("place", "They fled to Norway.", "Eles fugiram.", [("doubt", "norway is missing")]),
    ("place", "They fled to Norway.", "Os noruegueses fugiram.", []),
    ("place", "Great Britain agreed.", "A Grã-Bretanha concordou.", []),
    ("polarity", "More people left before noon.", "Menos pessoas saíram antes do meio-dia.", [("stop", "“more” became “less”")]),
    ("polarity", "It was the least expensive.", "Foi o mais barato.", []),
    ("polarity", "It did not rise.", "Caiu.", []),
    ("polarity", "Prices rose in May and fell in June.", "Os preços subiram em maio e caíram em junho.", []),
    ("polarity", "Prices rose in May and fell in June.", "Os preços caíram em maio e caíram em junho.", [("stop", "“rise” became “fall”")]),
    ("polarity", "The door is open.", "A porta está fechada.", [("stop", "“open” became “close”")]),
    ("quotation-added", "She said that she won.", "Ela disse: “Ganhei”.", [("stop", "0 quotation marks became 2")]),
    ("quotation-lost", "‘I won,’ she said.", "Ganhei, disse ela.", [("stop", "2 quotation marks became 0")]),
    ("quotation-lost", "‘I won,’ she said.", "‘Ganhei’, disse ela.", []),
    ("quotation-lost", "The ‘best’ and the ‘worst’ came.", "O ‘melhor’ e o pior vieram.", [("stop", "4 quotation marks became 2")]),
    ("quotation-lost", "The workers' fund and the ‘best’ came.", "O fundo dos trabalhadores e o “melhor” vieram.", []),
    ("quotation-lost", "The workers' fund is empty.", "O fundo dos trabalhadores está vazio.", []),
    ("quotation-moved", "He said “the bridge is closed” and left.", "Ele disse “a ponte” está fechada e saiu.", [("stop", "the quotation “the bridge is closed” became “a ponte”")]),
    ("quotation-moved", "He said “no” and left.", "Ele disse “não” e saiu.", []),
    ("refusal", "The clerk left.", "Como modelo de linguagem, não posso ajudar.", [("stop", "the engine speaks for itself: “modelo de linguagem”")]),
    ("roles", "Olsen killed Novak and Tamm killed Venn.", "Olsen matou Novak e Venn matou Tamm.", []),
    ("roles", "Olsen was killed on Monday.", "Olsen matou na segunda-feira.", [("doubt", "olsen suffered it and now does it: kill")]),
    ("roles", "Olsen was killed by Novak.", "Novak matou Olsen.", []),
    ("roles", "Olsen was killed by Novak.", "Olsen matou Novak.", [("doubt", "who did what to whom: olsen … kill … novak")]),
    ("sense", "The weir was removed.", "O estranho foi removido.", [("stop", "“estranho” is another sense of “weir”")]),
    ("sense", "The weir was removed.", "A represa foi removida.", []),
    ("sentence-added", "He left.", "Ele saiu. Ela ficou. Choveu.", [("stop", "1 sentence(s) became 3")]),
    ("sentence-added", "He left. She stayed.", "Ele saiu. Ela ficou.", []),
    ("speaker-lost", "“We won,” said the old mayor of Norvale.", "“Ganhamos”.", [("stop", "missing beside the quotation: said the old mayor")]),
    ("speaker-lost", "“We won,” she said.", "“Ganhamos”.", [("stop", "missing beside the quotation: she said")]),
    ("unfinished", "He left in May.", "Ele saiu em", [("stop", "the translation breaks off after “em”")]),
    ("unfinished", "He left in May.", "Ele saiu em maio", [("stop", "the translation breaks off without a final mark")]),
    ("unfinished", "He left in May", "Ele saiu em maio", []),
    ("unit", "He ran 40 km.", "Ele correu 40.", []),
    ("unit", "Jones, 52, left.", "Jones, 52 anos, saiu.", []),
    ("unit", "It weighs 3 tonnes.", "Pesa 3 toneladas.", []),
    ("weekday", "They met on Friday and Monday.", "Eles se reuniram na sexta-feira e na terça-feira.", [("stop", "Monday is missing"), ("stop", "Tuesday does not stand in the original")]),
    ("weekday", "They met on Friday.", "Eles se reuniram na sexta-feira e no domingo.", [("stop", "Sunday does not stand in the original")]),
    ("weekday", "He read The Sunday Times on Monday.", "Ele leu o The Sunday Times na terça-feira.", [("stop", "Monday is missing"), ("stop", "Tuesday does not stand in the original")]),
    ("weekday", "They met on Friday.", "Eles se reuniram.", [("stop", "Friday is missing")]),
    ("wrong-language", "The council of the town said that it was closed.", "Le conseil de la ville a dit que le pont est dans la rue.", [("stop", "the translation reads like fr")]),
    ("wrong-language", "The council of the town said that it was closed.", "O conselho da cidade disse que estava fechada.", []),
]  # fmt: skip

OTHER_WAYS: list[tuple[str, str, str, tuple[str, str], list[tuple[str, str]]]] = [
    ("number-invented", "Era assim nos anos 80.", "It was so in the 1980s.", ("pt", "en"), []),
    ("number-invented", "Era assim nos anos 80.", "It was so in the 1970s.", ("pt", "en"), [("stop", "1970 does not stand in the original")]),
    ("refusal", "Chegou tarde.", "I'm sorry, but I cannot help with that.", ("pt", "en"), [("stop", "the engine speaks for itself: “i'm sorry”")]),
    ("refusal", "Chegou tarde.", "Lo siento, pero no puedo ayudar con eso.", ("pt", "es"), [("stop", "the engine speaks for itself: “lo siento, pero”")]),
    ("refusal", "“I cannot help with that,” he said.", "“I cannot help with that”, disse ele.", ("en", "pt"), []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "source", "target", "told"), CASES)
def test_a_rule_says_just_this(
    name: str, source: str, target: str, told: list[tuple[str, str]]
) -> None:
    found = RULES[name](Pair(source, target, "en", "pt-BR"))
    assert [(one.severity, one.evidence) for one in found] == told


@pytest.mark.parametrize(("name", "source", "target", "ways", "told"), OTHER_WAYS)
def test_a_rule_says_just_this_between_other_languages(
    name: str,
    source: str,
    target: str,
    ways: tuple[str, str],
    told: list[tuple[str, str]],
) -> None:
    found = RULES[name](Pair(source, target, *ways))
    assert [(one.severity, one.evidence) for one in found] == told


def test_every_rule_that_needs_no_more_than_two_texts_is_asked() -> None:
    asked = {row[0] for row in (*CASES, *OTHER_WAYS)}
    with_more = {"glossary", "round-trip", "opposite", "accusation"}
    structure = {"bracket", "residue", "headline-case"}
    assert asked | with_more | structure == RULES.keys()
