using System.Text;
using Signalbox.Operations;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>Which two requests under one key are the same, and what an operation shows.</summary>
public sealed class OperationRequestTests
{
    private const string Written = """{"amount":1900,"currency":"eur","metadata":{"a":"1","b":"\u00e4"}}""";

    [Theory]
    [InlineData("""{ "amount" : 1900, "currency":"eur", "metadata": { "a":"1", "b":"ä" } }""", true)]
    [InlineData("""{"metadata":{"b":"ä","a":"1"},"currency":"\u0065ur","amount":1900}""", true)]
    [InlineData("""{"amount":1900.0,"currency":"eur","metadata":{"a":"1","b":"ä"}}""", false)]
    [InlineData("""{"amount":"1900","currency":"eur","metadata":{"a":"1","b":"ä"}}""", false)]
    [InlineData("""{"amount":1900,"currency":"eur","metadata":{"a":"1","b":"ä","c":null}}""", false)]
    public void Hash_IsOfTheValues_NotOfHowTheyAreWritten(string other, bool isSame) => Assert.Equal(isSame, Hash(Written) == Hash(other));

    [Theory]
    [InlineData("""{"items":[1,2]}""", """{"items":[2,1]}""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud801"}""")]
    public void Hash_OfOtherValues_IsAnother(string one, string other) => Assert.NotEqual(Hash(one), Hash(other));

    [Fact]
    public void Answer_ToWhatWasRecordedWithAHashOfItsBytes_IsTheSame()
    {
        var request = Request(Written);
        var old = new StoredOperation(
            new Operation("op_1", request.Account, request.Name, "k", 1, null, DateTimeOffset.UnixEpoch, null, null), RequestHash: [1, 2, 3], request.Body);

        Assert.Equal(OperationAnswerKind.Running, old.Answer(StoredOperation.HashOf(Request(" " + Written))));
        Assert.Equal(OperationAnswerKind.Conflict, old.Answer(StoredOperation.HashOf(Request("{}"))));
    }

    [Theory]
    [InlineData("""{"id":"pi_1","client_secret":"s","amount":1.50,"next":[{"client_secret":"t","x":1}],"url":"https://e.com"}""", """{"id":"pi_1","amount":1.50,"next":[{"x":1}],"url":"https://e.com"}""")]
    [InlineData("""{"object":"billing_portal.session","url":"https://e.com","return_url":"r"}""", """{"object":"billing_portal.session","return_url":"r"}""")]
    [InlineData("""{"object":"checkout.session","client_secret":null,"url":"https://e.com"}""", """{"object":"checkout.session"}""")]
    public void View_ShowsNoSecretsOfTheOutcome(string recorded, string shown)
    {
        var operation = new Operation(
            "op_1", "stripe", "n", "k", 1, null, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, new Outcome(200, Encoding.UTF8.GetBytes(recorded)));

        Assert.Equal(shown, Encoding.UTF8.GetString(OperationView.Of(operation).Outcome!.Value.Utf8.Span));
        Assert.Equal(recorded, Encoding.UTF8.GetString(operation.Outcome!.Body.Span));
    }

    private static string Hash(string body) => Convert.ToHexString(StoredOperation.HashOf(Request(body)));

    private static OperationRequest Request(string body) => new("stripe", "payments.create", "k", "test", Encoding.UTF8.GetBytes(body));
}
