namespace Signalbox.Providers.Stripe.Api;

/// <summary>Where Stripe is and how it is spoken to. Checked when a client is made with it.</summary>
public sealed record StripeClientOptions
{
    /// <summary>The version that this client's shapes were written against. Source: https://docs.stripe.com/api/versioning.</summary>
    public const string DefaultApiVersion = "2025-11-17.clover";

    /// <summary>8 MiB: far above a page of 100 large objects.</summary>
    public const int DefaultMaxResponseBytes = 8 * 1024 * 1024;

    /// <summary>Where the API is; paths begin with <c>/v1/</c> below it.</summary>
    /// <value>An absolute http or https URL without user, query and fragment. Default https://api.stripe.com.</value>
    public Uri BaseUrl { get; init; } = new("https://api.stripe.com");

    /// <summary>What is sent as <c>Stripe-Version</c>, so that an upgrade of the account changes no answer.</summary>
    /// <value>Visible ASCII. Default <see cref="DefaultApiVersion"/>.</value>
    public string ApiVersion { get; init; } = DefaultApiVersion;

    /// <summary>What is sent as <c>User-Agent</c>.</summary>
    /// <value>ASCII without control characters. Default: the product and its version.</value>
    public string UserAgent { get; init; } = $"Signalbox/{typeof(StripeClientOptions).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>The largest body that is read, in bytes. A larger answer is a <see cref="StripeErrorKind.UnexpectedResponse"/>.</summary>
    /// <value>From 1 KiB to 256 MiB. Default <see cref="DefaultMaxResponseBytes"/>.</value>
    public int MaxResponseBytes { get; init; } = DefaultMaxResponseBytes;

    /// <summary>
    /// How long a body may take once its headers are there. The time until then belongs to the HTTP client and its handlers.
    /// </summary>
    /// <value>From 1 ms to 1 hour. Default 30 seconds.</value>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal void Check()
    {
        if (BaseUrl is not { IsAbsoluteUri: true, Scheme: "https" or "http", UserInfo: "", Query: "", Fragment: "" })
        {
            // Not quoted: a user and password may be in it.
            throw CallerValues.Invalid(nameof(BaseUrl), "must be an absolute http or https URL without user, query and fragment");
        }

        CallerValues.CheckToken(ApiVersion, nameof(ApiVersion));
        CallerValues.CheckText(UserAgent, nameof(UserAgent));
        CallerValues.CheckRange(MaxResponseBytes, 1024, 256 * 1024 * 1024, nameof(MaxResponseBytes));
        CallerValues.CheckRange(BodyTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), nameof(BodyTimeout));
    }
}
