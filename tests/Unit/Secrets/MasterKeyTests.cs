using Microsoft.Extensions.Configuration;
using Signalbox.Hosting;
using Signalbox.Secrets;

namespace Signalbox.Tests.Unit.Secrets;

public sealed class MasterKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("signalbox-test-").FullName;

    private string KeyFile => Path.Combine(_folder, "keys");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_ANewFile_GeneratedKeysOpenAgain()
    {
        var (first, second) = (MasterKey.Generate(), MasterKey.Generate());
        MasterKeyFile.Write(KeyFile, [first, second]);

        Assert.Equal([first.Fingerprint, second.Fingerprint], MasterKeyFile.Read(KeyFile).Select(static k => k.Fingerprint));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.DoesNotContain(first.ToText(), first.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "holds no key")]
    [InlineData("# nothing\n\n", "holds no key")]
    [InlineData("bm90LWEta2V5\n", "has no key in line 1")]
    public void Read_AFileWithoutKeys_SaysWhatIsWrongAndQuotesNothing(string content, string fault)
    {
        File.WriteAllText(KeyFile, content);

        var thrown = Assert.Throws<StartupException>(() => MasterKeyFile.Read(KeyFile));
        Assert.Contains(fault, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("bm90", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AKeyFile_FindsWhatIsAddedLater()
    {
        var (first, second) = (MasterKey.Generate(), MasterKey.Generate());
        MasterKeyFile.Write(KeyFile, [first]);
        using var folder = DataFolder.Open(Path.Combine(_folder, "data"));
        var keys = MasterKeys.Open(new MasterKeySettings(Key: null, Previous: null, KeyFile), folder);
        Assert.Null(keys.Find(second.Fingerprint));

        File.AppendAllText(KeyFile, $"\n# the next\n{second.ToText()}\n");

        Assert.Equal(second.Fingerprint, keys.Find(second.Fingerprint)?.Fingerprint);
        Assert.Equal(second.Fingerprint, keys.Current.Fingerprint);
        Assert.NotNull(keys.Find(first.Fingerprint));

        // Half edited: what is known stays known.
        File.WriteAllText(KeyFile, "half of a ke");
        Assert.False(keys.TryReload());
        Assert.Equal(second.Fingerprint, keys.Current.Fingerprint);
    }

    [Fact]
    public void Open_WithoutSettings_GeneratesAKeyForItsOwnerAndKeepsIt()
    {
        var path = Path.Combine(_folder, "data");
        using var folder = DataFolder.Open(path);
        var generated = MasterKeys.Open(settings: null, folder).Current;

        Assert.Equal(generated.Fingerprint, MasterKeys.Open(settings: null, folder).Current.Fingerprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.MasterKeyFile));
    }

    [Theory]
    [InlineData("SIGNALBOX_MASTER_KEY", "too short", null, null, "SIGNALBOX_MASTER_KEY must be base64 of 32 random bytes")]
    [InlineData("SIGNALBOX_MASTER_KEY_PREVIOUS", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", null, null, "goes with SIGNALBOX_MASTER_KEY")]
    [InlineData("SIGNALBOX_MASTER_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "SIGNALBOX_MASTER_KEY_FILE", "keys", "both set")]
    public void Settings_ThatDoNotFit_AreFaultsThatQuoteNoKey(string key, string value, string? other, string? otherValue, string fault)
    {
        var faults = new SettingsFaults();
        var values = new Dictionary<string, string?> { [key] = value };
        if (other is not null)
        {
            values[other] = otherValue;
        }

        new MasterKeyReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), faults).Read();

        var line = Assert.Single(faults.Lines);
        Assert.Contains(fault, line, StringComparison.Ordinal);
        Assert.DoesNotContain(value, line, StringComparison.Ordinal);
    }
}
