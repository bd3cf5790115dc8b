using System.Globalization;
using Signalbox.Providers.Calls;

namespace Signalbox.Hosting;

/// <summary>Reads an account's limits: <c>Limits:{class}</c>, and <c>RequestsPerSecond</c> for that of the account as a whole.</summary>
internal sealed class LimitsReader(IConfiguration configuration, SettingsFaults faults)
{
    private const int MaxClassLength = 100;
    private const int MostRequestsPerSecond = 1_000_000;
    private const int MostConcurrency = 100_000;

    internal static void Describe(SettingKeys keys)
    {
        keys.Add("Accounts:*:RequestsPerSecond");
        keys.Add("Accounts:*:Limits:*:RequestsPerSecond");
        keys.Add("Accounts:*:Limits:*:Concurrency");
    }

    /// <param name="account">The account's key.</param>
    internal Dictionary<string, LimitSettings> Read(string account)
    {
        var limits = new Dictionary<string, LimitSettings>(StringComparer.Ordinal);
        foreach (var section in configuration.GetSection($"{account}:Limits").GetChildren())
        {
            if (section.Key.Length > MaxClassLength || !section.Key.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '.'))
            {
                faults.Add(section.Path, $"is not a class of limits: use 1 to {MaxClassLength} characters of a-z, 0-9, '-', '_' and '.', for example payment_intents.create");
            }

            var limit = new LimitSettings(
                Number($"{section.Path}:RequestsPerSecond", 1, MostRequestsPerSecond), Number($"{section.Path}:Concurrency", 0, MostConcurrency));
            if (limit is not { RequestsPerSecond: null, Concurrency: null })
            {
                limits[section.Key] = limit;
            }
        }

        if (Number($"{account}:RequestsPerSecond", 1, MostRequestsPerSecond) is { } requests)
        {
            var own = limits.GetValueOrDefault(ProviderCall.DefaultLimitClass);
            if (own?.RequestsPerSecond is { } other && other != requests)
            {
                faults.Add($"{account}:RequestsPerSecond", $"and {SettingKeys.Display($"{account}:Limits:{ProviderCall.DefaultLimitClass}:RequestsPerSecond")} differ; set one of them");
            }

            limits[ProviderCall.DefaultLimitClass] = new LimitSettings(requests, own?.Concurrency);
        }

        return limits;
    }

    private int? Number(string key, int least, int most)
    {
        if (SettingsReader.Value(configuration, key) is not { } value)
        {
            return null;
        }

        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
        {
            faults.Add(key, value, $"must be a whole number from {least} to {most}");
        }

        return number;
    }
}
