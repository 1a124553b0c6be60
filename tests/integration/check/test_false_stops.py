"""Right translations that rules once stopped, by kind, over the bundled dictionaries.

Each kind has examples of other words than the one that was reported, and a true fault
that its rule must go on to stop.
"""

import pytest
from tests.integration.check.test_critical_pairs import stops

EN_PT = [
    # words with an opposite that no dictionary explains
    ("The motion was rejected.", "A moção foi rejeitada."),
    ("The motions were put to the vote.", "As moções foram colocadas em votação."),
    ("She ordered a ricotta cake.", "Ela pediu um bolo de ricota."),
    ("They boarded the launch at dawn.", "Eles embarcaram na lancha ao amanhecer."),
    ("It was the longest strike in history.", "Foi a greve mais longa da história."),
    ("The streets are calmer now.", "As ruas estão mais calmas agora."),
    ("It is the deepest lake in Asia.", "É o lago mais profundo da Ásia."),
    ("The tools got heavier.", "As ferramentas ficaram mais pesadas."),
    ("He wrote about the emptiness around him.", "Ele escreveu sobre o vazio em torno dele."),
    ("Their happiness did not last.", "A felicidade deles não durou."),
    ("The laziest student failed.", "O aluno mais preguiçoso foi reprovado."),
    ("Federal inmates lost their beds.", "Os presos federais perderam suas camas."),
    ("The inmates went on hunger strike.", "Os presos entraram em greve de fome."),
    # a no that is said in another way
    ("The report speaks of unmet needs.", "O relatório fala de necessidades não atendidas."),
    ("The unpaid bills were burned.", "As contas não pagas foram queimadas."),
    ("An unsaid promise remained.", "Restou uma promessa não dita."),
    ("Be sure to lock the door.", "Não deixe de trancar a porta."),
    ("Remember to visit the museum.", "Não deixe de visitar o museu."),
    ("He didn't always win.", "Ele nem sempre ganhava."),
    ("It isn't always easy, and it is never cheap.", "Nem sempre é fácil, e nunca é barato."),
    ("He neither reads nor writes.", "Ele nem lê nem escreve."),
    ("She has neither time nor money.", "Ela não tem nem tempo nem dinheiro."),
    ("Not everyone agreed.", "Nem todos concordaram."),
    ("There is no indication, absolutely no indication, of foul play.", "Não há indicação, absolutamente nenhuma indicação, de crime."),
    ("No money, no help at all came.", "Não veio dinheiro, nenhuma ajuda."),
    ("He failed to reach the shore.", "Ele não conseguiu chegar à costa."),
    ("The team failed to score.", "O time não conseguiu marcar."),
    ("Police failed to find him.", "A polícia não conseguiu encontrá-lo."),
    ("“You're welcome!” she said.", "“De nada!”, disse ela."),
    ("You're welcome!", "De nada!"),
    ("No doubt he knew.", "Sem dúvida ele sabia."),
    # names of another form, and first words that are no names
    ("Bethlehem hotels are empty.", "Os hotéis de Belém estão vazios."),
    ("Cape Town harbour reopens", "Porto da Cidade do Cabo reabre"),
    ("Ghent students march", "Estudantes de Gante fazem passeata"),
    ("Understandably, they left.", "Compreensivelmente, eles foram embora."),
    ("Embattled minister quits", "Ministro em apuros deixa o cargo"),
    ("Scottish farmers protest", "Agricultores da Escócia protestam"),
    ("The old mayor met Lena Orrin.", "O velho prefeito conheceu Lena Orrin."),
    # what is counted moves with its number
    ("The ferry was carrying 214 passengers and 38 crew.", "A balsa levava 38 tripulantes e 214 passageiros."),
    # a no that hardly is one
    ("Hardly anyone believed the minister.", "Quase ninguém acreditou no ministro."),
    ("Almost nobody came.", "Quase ninguém veio."),
    ("Few people noticed.", "Quase ninguém notou."),
    ("He did not reply until the judge asked him.", "Ele não respondeu até que o juiz lhe perguntou."),
    ("Only the president can dissolve parliament.", "Ninguém além do presidente pode dissolver o Parlamento."),
    # words that need no partner
    ("The dam held itself together.", "A barragem se segurou."),
    ("The theatre was going to close.", "O teatro ia fechar."),
    ("He was said to have been in debt.", "Ele teria dívidas."),
    ("The water helps to cool the engines.", "A água ajuda a esfriar os motores."),
    ("Families struggle to pay the rent.", "As famílias lutam para pagar o aluguel."),
    ("The dancers delighted the crowd.", "Os dançarinos encantaram a multidão."),
    # words that rightly stand twice
    ("It costs between £1,800 and £2,200.", "Custa entre 1.800 libras e 2.200 libras."),
    ("Prices went from 20 euros to 30 euros and 40 euros.", "Os preços foram de 20 euros para 30 euros e 40 euros."),
    ("He tried again and again.", "Ele tentou de novo e de novo."),
    ("She asked again and again and again.", "Ela perguntou de novo e de novo e de novo."),
    ("They waited for hours and hours.", "Eles esperaram por horas e por horas."),
    ("Shares rose 17% to 264p.", "As ações subiram 17% para 264p."),
    ("Sales fell 8% to 91p a unit.", "As vendas caíram 8% para 91p por unidade."),
    # titles and abbreviations that keep their stop
    ("Sens. Warren and Booker voted.", "Sens. Warren e Booker votaram."),
    ("Navy Cmdr. Jane Campbell spoke.", "Navy Cmdr. Jane Campbell falou."),
    ("Sgt. Dan Whelan answered.", "Sgt. Dan Whelan respondeu."),
    # names with a form of their own
    ("The probe reached Saturn in May.", "A sonda chegou a Saturno em maio."),
    ("He looked at Neptune.", "Ele olhou para Netuno."),
    ("She won the London Marathon twice.", "Ela venceu a Maratona de Londres duas vezes."),
    ("They read Homer at school.", "Eles leem Homero na escola."),
    ("The ICUs are full.", "As UTIs estão lotadas."),
    ("Two NGOs left the region.", "Duas ONGs deixaram a região."),
]  # fmt: skip
PT_EN = [
    ("Sim", "Yes."),
    ("Vista da cidade", "A view of the city."),
    ("Moradores fogem da chuva", "Residents flee the rain."),
    ("De nada!", "You're welcome!"),
    ("Ele tentou de novo e de novo.", "He tried again and again."),
    ("As UTIs estão lotadas.", "The ICUs are full."),
    ("As ruas estão mais calmas.", "The streets are calmer."),
    ("Não deixe de trancar a porta.", "Be sure to lock the door."),
    ("Quase ninguém votou.", "Hardly anyone voted."),
    ("Quase ninguém votou.", "Almost no one voted."),
    ("Não sobrou quase nada da casa.", "Almost nothing was left of the house."),
    ("Quase nunca chove ali.", "It hardly ever rains there."),
]
SHARP_S = [
    ("Weiß arrived on Saturday.", "Weiß chegou no sábado."),
    ("Strauß sang on Tuesday.", "Strauß cantou na terça-feira."),
    ("The Großmarkt opens on Monday.", "O Großmarkt abre na segunda-feira."),
]
FAULTS = [
    ("The town is full of life.", "A cidade está vazia de vida."),
    ("Prices are higher now.", "Os preços estão menos altos agora."),
    ("The longest bridge was closed.", "A ponte menos longa foi fechada."),
    ("The needs were met.", "As necessidades não foram atendidas."),
    ("Be sure to lock the door.", "Não tranque a porta."),
    ("He always wins.", "Ele nem sempre ganha."),
    ("He didn't always win.", "Ele sempre ganhava."),
    ("There is no indication of foul play.", "Há indicação de crime."),
    ("He reached the shore.", "Ele não conseguiu chegar à costa."),
    ("He needed nothing.", "Ele precisava de tudo."),
    ("He tried to open the door.", "Ele tentou abrir tentou abrir a porta."),
    ("He tried again and again.", "Ele tentou de novo de novo de novo de novo."),
    ("It costs £1,800.", "Custa 1.800 libras libras."),
    ("Shares rose 17 to 264p.", "As ações subiram 17% para 264p."),
    ("Sens. Warren and Booker voted.", "Sens. Warren e Booker votaram. Todos viram."),
    ("The senator met Nurlan Abdyldaev.", "O senador se reuniu com Nurlan Abdildaiev."),
    ("The probe reached Saturn in May.", "A sonda chegou a Satturno em maio."),
    ("Weiß arrived on Saturday.", "Weiß chegou no domingo."),
    ("Almost nobody came.", "Todo mundo veio."),
    ("Nobody came.", "Quase todos vieram."),
    ("Everyone came.", "Ninguém veio."),
    ("He spoke until Monday.", "Ele não falou até segunda-feira."),
    ("He did not pay.", "Ele pagou."),
    (
        "The ferry was carrying 214 passengers and 38 crew.",
        "A balsa levava 38 passageiros e 214 tripulantes.",
    ),
    # a first word that must have been a name: another one is new
    ("Leeds hospital closes two wards", "Hospital de Madri fecha duas alas"),
    ("Lagos bridge reopens after repairs", "Ponte de Nairóbi reabre após reparos"),
    ("Harrow council cuts bus routes", "Conselho de Carvalho corta linhas de ônibus"),
    ("Kharkiv was hit by rockets.", "Foguetes atingiram Kostroma."),
]


@pytest.mark.parametrize(("source", "target"), [*EN_PT, *SHARP_S])
def test_a_right_translation_into_portuguese_passes(source: str, target: str) -> None:
    assert stops(source, target, "en-pt") == []


@pytest.mark.parametrize(("source", "target"), PT_EN)
def test_a_right_translation_into_english_passes(source: str, target: str) -> None:
    assert stops(source, target, "pt-en") == []


@pytest.mark.parametrize(("source", "target"), FAULTS)
def test_a_true_fault_of_the_kind_is_stopped(source: str, target: str) -> None:
    assert stops(source, target, "en-pt") != []
