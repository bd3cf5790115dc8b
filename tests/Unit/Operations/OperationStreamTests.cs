using System.Text;
using Microsoft.Extensions.Options;
using Signalbox.Hosting;
using Signalbox.Operations;
using Signalbox.Providers;
using Signalbox.Sources;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>In whose turn each command is carried out.</summary>
public sealed class OperationStreamTests : IPaymentOwners, IHttpClientFactory
{
    [Theory]
    [InlineData(CommandNames.CreateCustomer, """{"email":"ada@example.com"}""", null)]
    [InlineData(CommandNames.CreatePayment, """{"amount":1,"currency":"eur"}""", null)]
    [InlineData(CommandNames.CreatePayment, """{"amount":1,"currency":"eur","customer":"cus_1"}""", "eu/customer/cus_1")]
    [InlineData(CommandNames.ConfirmPayment, """{"id":"pi_known","request":{}}""", "eu/customer/cus_of_pi_known")]
    [InlineData(CommandNames.CapturePayment, """{"id":"pi_known","request":{}}""", "eu/customer/cus_of_pi_known")]
    [InlineData(CommandNames.CancelPayment, """{"id":"pi_nobody","request":{}}""", null)]
    [InlineData(CommandNames.CreateRefund, """{"payment_intent":"pi_known"}""", "eu/customer/cus_of_pi_known")]
    [InlineData(CommandNames.CreateRefund, """{"charge":"ch_known"}""", "eu/customer/cus_of_ch_known")]
    [InlineData(CommandNames.CreateRefund, """{"charge":"ch_nobody"}""", null)]
    [InlineData(CommandNames.CreateCheckoutSession, """{"mode":"setup"}""", null)]
    [InlineData(CommandNames.CreateCheckoutSession, """{"mode":"setup","customer":"cus_1"}""", "eu/customer/cus_1")]
    [InlineData(CommandNames.CreatePortalSession, """{"customer":"cus_1"}""", "eu/customer/cus_1")]
    [InlineData(CommandNames.CreateSubscription, """{"customer":"cus_1","items":[]}""", "eu/customer/cus_1")]
    [InlineData(CommandNames.ChangeSubscription, """{"id":"sub_1","request":{}}""", "eu/subscription/sub_1")]
    [InlineData(CommandNames.CancelSubscription, """{"id":"sub_1","request":{}}""", "eu/subscription/sub_1")]
    [InlineData(CommandNames.ResumeSubscription, """{"id":"sub_1","request":{}}""", "eu/subscription/sub_1")]
    [InlineData("moons.create", "{}", null)]
    [InlineData(CommandNames.CreatePayment, "no json", null)]
    public async Task Of_ACommand_IsTheStreamOfItsCustomerOrSubscription(string name, string request, string? stream)
    {
        var account = new AccountSettings("eu", "stripe", [], "sk_test_not_a_real_key", default);
        var commands = new StripeCommands(new StripeClients(new AccountDirectory([account]), this, TimeProvider.System), store: null!, Options.Create(new OperationOptions()), TimeProvider.System);
        var attempt = new OperationAttempt("op_1", "eu", name, 1, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(request));

        Assert.Equal(stream, await new OperationStreams(commands, this).OfAsync(attempt, default));
    }

    Task<string?> IPaymentOwners.OfPaymentAsync(string account, string payment, CancellationToken cancellationToken) => Known(payment, "pi_known");

    Task<string?> IPaymentOwners.OfChargeAsync(string account, string charge, CancellationToken cancellationToken) => Known(charge, "ch_known");

    HttpClient IHttpClientFactory.CreateClient(string name) => new();

    private static Task<string?> Known(string id, string known) => Task.FromResult(id == known ? $"cus_of_{id}" : null);
}
