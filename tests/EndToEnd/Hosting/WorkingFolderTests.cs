using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Hosting;

public sealed class WorkingFolderTests
{
    [Fact]
    public async Task Start_FolderWithProgramsOfTheSameNames_DoesNotRunThem()
    {
        // As the root of this repository, which has a script called 'test'.
        var folder = SignalboxProcess.NewFolder();
        foreach (var name in new[] { "test", "sh", "setsid", "setpriv", "stat", "chown" })
        {
            var decoy = Path.Combine(folder, name);
            await File.WriteAllTextAsync(decoy, $"#!/bin/sh\ntouch {folder}/was-run\nexit 1\n");
            File.SetUnixFileMode(decoy, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        await using (await SignalboxProcess.StartAsync(workingFolder: folder))
        {
            Assert.False(File.Exists(Path.Combine(folder, "was-run")));
        }

        Directory.Delete(folder, recursive: true);
    }
}
