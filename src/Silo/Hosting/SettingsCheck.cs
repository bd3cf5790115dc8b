namespace Signalbox.Hosting;

/// <summary>What was found wrong while the settings were read, and what is left to check when every capability has added its options.</summary>
internal sealed class SettingsCheck(SettingsFaults faults, SettingKeys keys)
{
    /// <exception cref="SettingsException">At least one setting is wrong. All that are, are named.</exception>
    internal void Run(IConfiguration configuration, IEnumerable<OptionsSection> sections)
    {
        foreach (var section in sections)
        {
            section.Describe(keys);
            section.Check(configuration, faults);
        }

        keys.Check(configuration, faults);
        if (faults.Lines.Count > 0)
        {
            throw new SettingsException(faults.Lines);
        }
    }
}
