using System.Text.Json;

namespace Signalbox.Sandbox.Api;

/// <summary>https://docs.stripe.com/api/accounts/retrieve: whose key it is.</summary>
internal static class AccountRoutes
{
    internal static IEnumerable<ApiRoute> Of(string accountId) =>
    [
        ApiRoute.Get("/v1/account", _ => $$"""{"id":"{{JsonEncodedText.Encode(accountId)}}","object":"account","country":"US","default_currency":"usd"}"""),
    ];
}
