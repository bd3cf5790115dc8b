namespace Signalbox.Providers.Stripe.Api;

/// <summary>One kind of call.</summary>
/// <param name="Name">Resource and verb, as in logs and metrics: <c>payment_intents.create</c>.</param>
/// <param name="Method">The HTTP method.</param>
internal sealed record StripeOperation(string Name, HttpMethod Method)
{
    /// <summary>Whether it can leave something behind at Stripe.</summary>
    internal bool ChangesSomething => Method != HttpMethod.Get;

    /// <summary>Which of the account's circuits guards it.</summary>
    internal string EndpointClass { get; } = StripeEndpointClasses.Of(Name);

    internal static StripeOperation Get(string name) => new(name, HttpMethod.Get);

    internal static StripeOperation Post(string name) => new(name, HttpMethod.Post);

    internal static StripeOperation Delete(string name) => new(name, HttpMethod.Delete);
}

/// <summary>What a request tells the handlers that it passes through.</summary>
public static class StripeRequestOptions
{
    /// <summary>The call's name, for example <c>payment_intents.create</c>: one of a few dozen, never with an id in it.</summary>
    public static readonly HttpRequestOptionsKey<string> Operation = new("Signalbox.Stripe.Operation");
}
