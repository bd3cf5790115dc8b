using Signalbox.Providers;

namespace Signalbox.Hosting;

/// <summary>The process's own arguments: a few short options, and any setting by its key.</summary>
internal static class CommandLine
{
    internal const string Help = """
        Signalbox: takes webhooks, keeps them, and applies them in order, once.

        Usage: ./run [options]

          --urls ADDRESSES     where to listen, separated by ';' (default http://127.0.0.1:8080)
          --data FOLDER        the data folder (default ./.signalbox)
          --roles ROLES        api, grains, or api,grains (default)
          --KEY=VALUE          any setting by its key, for example --Signalbox:Ingress:MaxBodyBytes=262144
          --help, --version

        Settings are read from appsettings.json, the environment, and these options; the later ones win.
        .env.example describes all of them.

        Exit codes: 0 stopped as asked, 1 failed, 2 a setting is wrong, 3 the data folder is in use,
        4 PostgreSQL cannot be used, 5 the address cannot be listened on.
        """;

    private static readonly Dictionary<string, string> Short = new(StringComparer.OrdinalIgnoreCase)
    {
        ["urls"] = "urls",
        ["data"] = SettingsReader.DataKey,
        ["roles"] = SettingsReader.RolesKey,
    };

    private static readonly string[] Sections = [$"{SettingKeys.Root}:", "Logging:", "ConnectionStrings:", "Kestrel:"];

    private static readonly string[] Keys =
    [
        SettingsReader.DataKey, SettingsReader.ApiKeyKey, SettingsReader.PostgresBinKey, AccountsReader.StripeSecretKey, AccountsReader.StripeApiKeyKey,
        MasterKeyReader.KeyKey, MasterKeyReader.PreviousKey, MasterKeyReader.FileKey,
    ];

    /// <summary>Turns the arguments into <c>--key=value</c> with full keys.</summary>
    /// <exception cref="SettingsException">Some are not understood. All that are not, are named.</exception>
    internal static string[] Parse(string[] arguments)
    {
        var parsed = new List<string>();
        var faults = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            var key = name.StartsWith("--", StringComparison.Ordinal) ? KeyOf(name[2..]) : null;
            if (key is null)
            {
                faults.Add($"{name} is not an option{Suggest(name)} (--help lists them)");
                if (equals < 0 && i + 1 < arguments.Length && !arguments[i + 1].StartsWith('-'))
                {
                    i++;
                }
            }
            else if (equals >= 0)
            {
                parsed.Add($"--{key}={argument[(equals + 1)..]}");
            }
            else if (i + 1 < arguments.Length)
            {
                parsed.Add($"--{key}={arguments[++i]}");
            }
            else
            {
                faults.Add($"{name} needs a value");
            }
        }

        return faults.Count == 0 ? [.. parsed] : throw new SettingsException(faults);
    }

    private static string? KeyOf(string name) =>
        Short.TryGetValue(name, out var key) ? key
        : Keys.Contains(name, StringComparer.OrdinalIgnoreCase) || Sections.Any(s => name.StartsWith(s, StringComparison.OrdinalIgnoreCase)) ? name
        : null;

    private static string Suggest(string name)
    {
        var nearest = Short.Keys.MinBy(k => EditDistance.Between(k, name.TrimStart('-')))!;
        return EditDistance.Between(nearest, name.TrimStart('-')) <= 2 ? $"; did you mean --{nearest}?" : string.Empty;
    }
}
