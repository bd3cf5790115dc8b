using Microsoft.Extensions.Options;
using Signalbox.Ingress;
using Signalbox.Sources;
using Signalbox.Providers;

namespace Signalbox.Hosting;

/// <summary>Puts the settings into the container and checks all of them before anything is started.</summary>
internal static class SettingsExtensions
{
    /// <summary>
    /// Reads the settings and makes them available. What is wrong with them is remembered and told by <see cref="CheckSettings"/>, when
    /// every capability has added its options; until then use them only to decide what to register.
    /// </summary>
    internal static SignalboxSettings AddSignalboxSettings(this IHostApplicationBuilder builder)
    {
        ForgetEmpty(builder.Configuration);
        var faults = new SettingsFaults();
        var settings = new SettingsReader(builder.Configuration, faults).Read();
        var keys = new SettingKeys();
        keys.Add("Roles");
        keys.Add("Providers:Folder");
        AccountsReader.Describe(keys);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(settings.Providers);
        builder.Services.AddHostedService<ProviderFolderWatch>();
        builder.Services.AddSingleton(new SettingsCheck(faults, keys));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ProcessFault>();
        builder.Services.AddSingleton(static services => DataFolder.Open(services.GetRequiredService<SignalboxSettings>().DataFolder));
        builder.Services.AddSingleton(static services => AccountDirectory.Of(services.GetRequiredService<SignalboxSettings>(), services.GetRequiredService<DataFolder>()));
        builder.Services.AddSingleton<IAccounts>(static services => services.GetRequiredService<AccountDirectory>());
        return settings;
    }

    /// <summary>
    /// Adds a capability's options: bound to <c>Signalbox:{section}</c>, validated before anything starts, their keys known. Keys are
    /// the public properties of <typeparamref name="TOptions"/>, which are plain values.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="section">The section's name below <c>Signalbox:</c>.</param>
    /// <param name="rules">Rules across fields.</param>
    internal static IServiceCollection AddSignalboxOptions<TOptions, TValidator>(
        this IServiceCollection services, string section, params IValidateOptions<TOptions>[] rules)
        where TOptions : class, new()
        where TValidator : IValidateOptions<TOptions>, new()
    {
        var path = $"{SettingKeys.Root}:{section}";
        IValidateOptions<TOptions>[] validators = [new TValidator(), .. rules];
        foreach (var validator in validators)
        {
            services.AddSingleton(validator);
        }

        services.AddOptions<TOptions>().BindConfiguration(path).ValidateOnStart();
        services.AddSingleton(new OptionsSection(path, typeof(TOptions), Failures));
        return services;

        IEnumerable<string> Failures(IConfiguration values)
        {
            var options = new TOptions();
            values.Bind(options);
            return validators.SelectMany(validator => validator.Validate(Options.DefaultName, options).Failures ?? []);
        }
    }

    /// <summary>Checks every setting. Before the container is built, since building the host already uses some of them.</summary>
    /// <exception cref="SettingsException">At least one is wrong. All that are, are named.</exception>
    internal static void CheckSettings(this IHostApplicationBuilder builder)
    {
        var registered = builder.Services.Select(static service => service.IsKeyedService ? null : service.ImplementationInstance).ToList();
        registered.OfType<SettingsCheck>().Single().Run(builder.Configuration, registered.OfType<OptionsSection>());
    }

    /// <summary>An empty variable, as a line of an .env file leaves it, counts as not set; to the binder it would be a value.</summary>
    private static void ForgetEmpty(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.GetSection(SettingKeys.Root).AsEnumerable().ToList())
        {
            if (value is { Length: 0 })
            {
                configuration[key] = null;
            }
        }
    }
}
