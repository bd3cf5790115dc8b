using System.Net;
using Signalbox.Ingress;
using Signalbox.Providers.Definitions;
using Signalbox.Publishing;

namespace Signalbox.Hosting;

/// <summary>Reads the accounts: <c>Signalbox:Accounts:{name}</c> and the shorthands for the account <c>stripe</c>.</summary>
internal sealed class AccountsReader(IConfiguration configuration, SettingsFaults faults, ProviderCatalog providers)
{
    internal const string Section = $"{SettingKeys.Root}:Accounts";
    internal const string StripeSecretKey = "STRIPE_WEBHOOK_SECRET";
    internal const string StripeApiKeyKey = "STRIPE_API_KEY";
    internal const string Stripe = "stripe";

    private const int MaxNameLength = 63;
    private const int MinSecretLength = 8;

    internal static void Describe(SettingKeys keys)
    {
        keys.Add("Accounts:*:Provider");
        keys.Add("Accounts:*:WebhookSecrets:*");
        keys.Add("Accounts:*:ApiKey");
        keys.Add("Accounts:*:ApiBaseUrl");
        keys.Add("Accounts:*:DeadLetters");
        keys.Add("Accounts:*:AllowFrom:*");
        keys.Add("Accounts:*:PublicUrl");
        LimitsReader.Describe(keys);
    }

    internal IReadOnlyList<AccountSettings> Read()
    {
        var names = configuration.GetSection(Section).GetChildren().Where(HasValues).Select(static s => s.Key).ToList();
        if (!names.Contains(Stripe) && (Shorthand(StripeSecretKey) ?? Shorthand(StripeApiKeyKey)) is not null)
        {
            names.Add(Stripe);
        }

        return [.. names.Order(StringComparer.Ordinal).Select(Read)];
    }

    private string KnownProviders => string.Join(", ", providers.All.Select(static p => p.Name));

    private AccountSettings Read(string name)
    {
        var key = $"{Section}:{name}";
        if (name.Length > MaxNameLength || !name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_'))
        {
            faults.Add(key, $"is not a name for an account: use 1 to {MaxNameLength} characters of a-z, 0-9, '-' and '_'");
        }

        if (PublishedStreams.IsReserved(name))
        {
            faults.Add(key, $"is no name that an account can have: {PublishedStreams.Product} is that of what the product publishes, {PublishedStreams.Signalbox} that of what Signalbox tells of itself");
        }

        var provider = ReadProvider(name, key);
        return new AccountSettings(
            name, provider, ReadSecrets(name, provider, key), ReadApiKey(name, key), ReadPolicy(key), ReadApiBaseUrl(key), new LimitsReader(configuration, faults).Read(key))
        {
            AllowFrom = ReadAllowFrom(key),
            PublicUrl = ReadPublicUrl(key),
        };
    }

    private List<IPNetwork> ReadAllowFrom(string key)
    {
        var networks = new List<IPNetwork>();
        foreach (var entry in configuration.GetSection($"{key}:AllowFrom").GetChildren().Where(static s => !string.IsNullOrEmpty(s.Value)))
        {
            if (!AllowList.TryParse(entry.Value, out var network))
            {
                faults.Add(entry.Path, entry.Value!, "must be an address or a network such as 203.0.113.0/24");
            }

            networks.Add(network);
        }

        if (networks.Count > AllowList.MostNetworks)
        {
            faults.Add($"{key}:AllowFrom", $"must be at most {AllowList.MostNetworks}");
        }

        return networks;
    }

    private string? ReadPublicUrl(string key)
    {
        key = $"{key}:PublicUrl";
        var value = SettingsReader.Value(configuration, key);
        if (value is not null && !PublicUrl.IsValid(value))
        {
            faults.AddSecret(key, value, "must be an https:// or http:// URL without user, query and fragment");
        }

        return value;
    }

    private string ReadProvider(string name, string key)
    {
        var provider = SettingsReader.Value(configuration, $"{key}:Provider");
        if (provider is null)
        {
            // The name says it: an account called 'stripe' need not say that it is Stripe's.
            if (providers.TryFind(name, out _))
            {
                return name;
            }

            faults.Add($"{key}:Provider", $"is missing; known providers: {KnownProviders}");
        }
        else if (!providers.TryFind(provider, out _))
        {
            faults.Add($"{key}:Provider", provider, $"must be a known provider: {KnownProviders}");
        }

        return provider ?? string.Empty;
    }

    private List<string> ReadSecrets(string name, string provider, string key)
    {
        var found = configuration.GetSection($"{key}:WebhookSecrets").GetChildren()
            .Where(static s => !string.IsNullOrEmpty(s.Value))
            .Select(static s => (Key: s.Path, Value: s.Value!))
            .ToList();
        if (name == Stripe && Shorthand(StripeSecretKey) is { } secret)
        {
            found.Insert(0, (StripeSecretKey, secret));
        }

        foreach (var (path, value) in found)
        {
            if (value.Length < MinSecretLength || value != value.Trim())
            {
                faults.AddSecret(path, value, $"must be at least {MinSecretLength} characters, without white space before or behind");
            }
            else if (providers.TryFind(provider, out var known) && known.CheckSecret(value) is { } fault)
            {
                faults.AddSecret(path, value, fault);
            }
        }

        if (found.Count == 0)
        {
            faults.Add(
                name == Stripe ? StripeSecretKey : $"{key}:WebhookSecrets:0",
                $"is missing: the account '{name}' is configured, but without a secret none of its webhooks can be verified");
        }

        return [.. found.Select(static s => s.Value).Distinct(StringComparer.Ordinal)];
    }

    private string? ReadApiKey(string name, string key)
    {
        var apiKey = SettingsReader.Value(configuration, $"{key}:ApiKey");
        if (name == Stripe && Shorthand(StripeApiKeyKey) is { } shorthand)
        {
            if (apiKey is not null && apiKey != shorthand)
            {
                faults.Add(StripeApiKeyKey, $"and {SettingKeys.Display($"{key}:ApiKey")} differ; set one of them");
            }

            return shorthand;
        }

        return apiKey;
    }

    private Uri? ReadApiBaseUrl(string key)
    {
        key = $"{key}:ApiBaseUrl";
        if (SettingsReader.Value(configuration, key) is not { } value)
        {
            return null;
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && url is { UserInfo: "", Query: "", Fragment: "" }
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            return url;
        }

        // Not quoted: a user and password may be in it.
        faults.AddSecret(key, value, "must be an https:// URL, or http:// on this machine, without user, query and fragment");
        return null;
    }

    private DeadLetterPolicy ReadPolicy(string key)
    {
        key = $"{key}:DeadLetters";
        switch (SettingsReader.Value(configuration, key))
        {
            case null or nameof(DeadLetterPolicy.GoOn):
                return DeadLetterPolicy.GoOn;
            case nameof(DeadLetterPolicy.Hold):
                return DeadLetterPolicy.Hold;
            case var other:
                faults.Add(key, other, "must be 'GoOn' or 'Hold'");
                return DeadLetterPolicy.GoOn;
        }
    }

    private string? Shorthand(string key) => SettingsReader.Value(configuration, key);

    private static bool HasValues(IConfigurationSection section) => section.AsEnumerable().Any(static pair => !string.IsNullOrEmpty(pair.Value));
}
