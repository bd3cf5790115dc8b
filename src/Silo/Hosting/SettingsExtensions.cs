using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Signalbox.Ingress;

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
        var faults = new SettingsFaults();
        var settings = new SettingsReader(builder.Configuration, faults).Read();
        var keys = new SettingKeys();
        keys.Add("Roles");
        AccountsReader.Describe(keys);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(faults);
        builder.Services.AddSingleton(keys);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ProcessFault>();
        builder.Services.AddSingleton(static services => DataFolder.Open(services.GetRequiredService<SignalboxSettings>().DataFolder));
        builder.Services.AddSingleton<IAccounts, Accounts>();
        return settings;
    }

    /// <summary>
    /// Adds a capability's options: bound to <c>Signalbox:{section}</c>, validated at start, their keys known. Keys are the public
    /// properties of <typeparamref name="TOptions"/>, which are plain values.
    /// </summary>
    internal static IServiceCollection AddSignalboxOptions<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TOptions,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        var path = $"{SettingKeys.Root}:{section}";
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddOptions<TOptions>().BindConfiguration(path).ValidateOnStart();
        services.AddSingleton(new OptionsSection(path, typeof(TOptions), static provider => _ = provider.GetRequiredService<IOptions<TOptions>>().Value));
        return services;
    }

    /// <summary>Checks every setting.</summary>
    /// <exception cref="SettingsException">At least one is wrong. All that are, are named.</exception>
    internal static void CheckSettings(this IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        var faults = services.GetRequiredService<SettingsFaults>();
        var keys = services.GetRequiredService<SettingKeys>();
        foreach (var section in services.GetServices<OptionsSection>())
        {
            section.Describe(keys);
            section.Check(configuration, services, faults);
        }

        keys.Check(configuration, faults);
        if (faults.Lines.Count > 0)
        {
            throw new SettingsException(faults.Lines);
        }
    }
}
